"""Any place that rules look at."""

from __future__ import annotations

from codemod.vocabulary.around import AddressSite, AroundSite, RequestSite
from codemod.vocabulary.lists import ElementSite, ListSite, PartSite, RoleSite
from codemod.vocabulary.module_sites import ModuleSite
from codemod.vocabulary.references import (
    AskedSite,
    DoubleSite,
    ErrorSite,
    HandlerSite,
    PatchSite,
    ReferenceSite,
    SettingSite,
    TriedSite,
    UnresolvedSite,
    VariableSite,
)
from codemod.vocabulary.sites import (
    CallSite,
    ClientSite,
    EscapeSite,
    HandleSite,
    HoldSite,
    MemberSite,
    MessageSite,
    ModelSite,
    NameUse,
    OptionSite,
)
from codemod.vocabulary.streams import SteppedSite, StreamSite
from codemod.vocabulary.turned import OfferedSite, OlderSite, ReturnedSite, TurnedSite, WordSite

Site = (
    PatchSite
    | DoubleSite
    | AddressSite
    | AroundSite
    | RequestSite
    | SettingSite
    | OptionSite
    | ClientSite
    | CallSite
    | HandleSite
    | HoldSite
    | MemberSite
    | StreamSite
    | SteppedSite
    | MessageSite
    | ElementSite
    | ListSite
    | RoleSite
    | PartSite
    | EscapeSite
    | ReferenceSite
    | ErrorSite
    | HandlerSite
    | TriedSite
    | NameUse
    | ModelSite
    | VariableSite
    | AskedSite
    | UnresolvedSite
    | ModuleSite
    | TurnedSite
    | OlderSite
    | OfferedSite
    | ReturnedSite
    | WordSite
)
