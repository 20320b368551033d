"""Recording the shop's people, one by a form or many by a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from zhanggui.foundation.actions import audit_each
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.announcements import announce
from zhanggui.foundation.claims import refused_claims
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.live.carrier import tell
from zhanggui.foundation.recorded import Recorded, Refused
from zhanggui.shops import rules
from zhanggui.shops.events import StaffLeft
from zhanggui.shops.models import Staff, SubAccount
from zhanggui.shops.parts import fault_in_name
from zhanggui.shops.queries import shop_by_id


@dataclass(frozen=True)
class StaffEntry:
    """A member of staff as a file or a form says, not yet checked; None is not said. The role is a key
    (agent) or a title (客服). Who is new is active and has no password yet."""

    login: str
    name: str
    agent_number: str
    role: str
    active: bool | None = None
    sub_accounts: tuple[str, ...] | None = None

    def cleaned(self) -> StaffEntry:
        accounts = self.sub_accounts
        if accounts is not None:
            accounts = tuple(dict.fromkeys(filter(None, (account.strip() for account in accounts))))
        return replace(
            self,
            login=self.login.strip(),
            name=self.name.strip(),
            agent_number=self.agent_number.strip(),
            role=rules.role_of(self.role.strip()) or self.role.strip(),
            sub_accounts=accounts,
        )


_OWN_ROLE_SAYS = "自己的角色不能自己改,请另一位店长来改"
_OWN_LOGIN_SAYS = "不能停用自己的登录,请另一位店长来停用"
_LAST_MANAGER_SAYS = "这是最后一位店长,先添一位再改"
_GIVEN_SAYS = {
    "agent_number": "工号 {thing} 已经是 {name} 的",
    "sub_accounts": "子账号 {thing} 已经是 {name} 的",
}
Fault = tuple[str, str]  # the field that is to blame, and a sentence in the language of whoever reads it


@dataclass
class _Batch:
    """The shop's people as they are, the entries that may still be recorded, and those refused."""

    staff: dict[str, Staff]  # by login
    accounts: dict[str, set[str]]  # by login
    wanted: dict[str, StaffEntry] = field(default_factory=dict)  # by login
    places: dict[str, int] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    repeated: int = 0

    def refuse(self, login: str, fault: Fault) -> None:
        self.refused.append(Refused(self.places[login], *fault))
        del self.wanted[login]

    def refuse_all(self, faults: Mapping[str, Fault]) -> None:
        for login, fault in faults.items():
            self.refuse(login, fault)


def record_staff(*, shop_id: int, entries: Sequence[StaffEntry], by: Actor, at: datetime) -> Recorded:
    """Adds and changes members, known by their login; the same twice is once. Nobody takes away the own
    role or login, and the shop keeps a manager."""
    if by.shop_id != shop_id:
        message = f"{by.name} of shop {by.shop_id} cannot record staff of shop {shop_id}"
        raise ValueError(message)
    try:
        return _record(shop_id, entries, by, at)
    except IntegrityError:  # another shop took a login a moment ago: now it is seen
        return _record(shop_id, entries, by, at)


@transaction.atomic
def _record(shop_id: int, entries: Sequence[StaffEntry], by: Actor, at: datetime) -> Recorded:
    # Not so that a message of theirs, which names them, would wait.
    staff = Staff.objects.select_for_update(no_key=True).filter(shop_id=shop_id).order_by("pk")
    batch = _Batch(staff={row.login: row for row in staff}, accounts={})
    for login, account in SubAccount.objects.filter(shop_id=shop_id).values_list("staff__login", "account"):
        batch.accounts.setdefault(login, set()).add(account)
    _take(batch, entries)
    batch.refuse_all(_unfit_to_be_shown(shop_id, batch, at))
    batch.refuse_all(_taken_elsewhere(shop_id, batch.wanted))
    batch.refuse_all(_against_oneself(batch, by))
    batch.refuse_all(_without_manager(batch))
    batch.refuse_all(_already_given(batch))
    changes = {login: _changes(batch, login, entry) for login, entry in batch.wanted.items()}
    changes = {login: changed for login, changed in changes.items() if changed}
    _free(shop_id, batch, changes)
    rows = _write(shop_id, batch, changes)
    new = {rows[login].pk: changed for login, changed in changes.items() if login not in batch.staff}
    changed = {rows[login].pk: one for login, one in changes.items() if login in batch.staff}
    audit_each(verb="hire", thing="staff", changes=new, by=by, at=at)
    audit_each(verb="change_staff", thing="staff", changes=changed, by=by, at=at)
    _tell(shop_id, changed, at)
    return Recorded(
        new=len(new),
        changed=len(changed),
        unchanged=len(batch.wanted) - len(changes) + batch.repeated,
        refused=tuple(sorted(batch.refused, key=lambda one: one.place)),
    )


def _take(batch: _Batch, entries: Iterable[StaffEntry]) -> None:
    for place, entry in enumerate(entries):
        clean = entry.cleaned()
        fault = _fault(clean)
        if fault is None and clean.login in batch.places:
            if batch.wanted.get(clean.login) == clean:
                batch.repeated += 1
                continue
            fault = _blame("login", UnableTo("登录名 {login} 前面已经有一行,写的不一样", login=clean.login))
        if fault:
            batch.refused.append(Refused(place, *fault))
        else:
            batch.wanted[clean.login], batch.places[clean.login] = clean, place


_NAMES_SAYS = {
    "login": ("登录名要有 1 到 {most} 个字", rules.LOGIN_LETTERS),
    "name": ("姓名要有 1 到 {most} 个字", rules.NAME_LETTERS),
    "agent_number": ("工号要有 1 到 {most} 个字", rules.NUMBER_LETTERS),
}


def _blame(what: str, said: UnableTo) -> Fault:
    return what, said.translated()


def _fault(entry: StaffEntry) -> Fault | None:
    for what, (says, most) in _NAMES_SAYS.items():
        if not rules.is_name(getattr(entry, what), most):
            return _blame(what, UnableTo(says, most=most))
    if entry.role not in rules.ROLES:
        roles = "、".join(rules.ROLE_TITLES.values())
        return _blame("role", UnableTo("没有「{role}」这个角色,可以是 {roles}", role=entry.role, roles=roles))
    accounts = entry.sub_accounts or ()
    wrong = next((one for one in accounts if not rules.is_name(one, rules.ACCOUNT_LETTERS)), None)
    if wrong is not None:
        said = UnableTo(
            "子账号最多 {most} 个字,不能有换行: {wrong}", most=rules.ACCOUNT_LETTERS, wrong=repr(wrong[:20])
        )
        return _blame("sub_accounts", said)
    if len(accounts) > rules.ACCOUNTS_PER_MEMBER:
        return _blame("sub_accounts", UnableTo("一个人最多 {most} 个子账号", most=rules.ACCOUNTS_PER_MEMBER))
    return None


def _unfit_to_be_shown(shop_id: int, batch: _Batch, at: datetime) -> dict[str, Fault]:
    """New names that buyers may not be shown. One that stands is left alone."""
    names = {login: row.name for login, row in batch.staff.items()}
    names |= {login: entry.name for login, entry in batch.wanted.items()}
    shop = shop_by_id(shop_id)
    faults = {
        login: fault_in_name(shop, name, [other for one, other in names.items() if one != login], at)
        for login, name in ((login, entry.name) for login, entry in batch.wanted.items())
        if login not in batch.staff or batch.staff[login].name != name
    }
    return {login: ("name", fault) for login, fault in faults.items() if fault}


def _taken_elsewhere(shop_id: int, wanted: Mapping[str, StaffEntry]) -> dict[str, Fault]:
    """Logins are the whole program's. Whose it is stays unsaid: it is another shop's affair."""
    taken = Staff.objects.filter(login__in=list(wanted)).exclude(shop_id=shop_id)
    return {
        login: _blame("login", UnableTo("登录名 {login} 已经有人用了,换一个", login=login))
        for login in taken.values_list("login", flat=True)
    }


def _against_oneself(batch: _Batch, by: Actor) -> dict[str, Fault]:
    for login, entry in batch.wanted.items():
        row = batch.staff.get(login)
        if row is None or by.kind != "staff" or row.pk != by.id:
            continue
        if entry.role != row.role:
            return {login: ("role", _OWN_ROLE_SAYS)}
        if entry.active is False:
            return {login: ("active", _OWN_LOGIN_SAYS)}
    return {}


def _without_manager(batch: _Batch) -> dict[str, Fault]:
    managers = {login for login, row in batch.staff.items() if row.is_active and row.role == rules.MANAGER}
    leaving = [
        login
        for login, entry in batch.wanted.items()
        if login in managers and (entry.role != rules.MANAGER or entry.active is False)
    ]
    stay = len(managers) - len(leaving)
    kept = leaving[:1] if leaving and stay == 0 else []
    return dict.fromkeys(kept, ("role", _LAST_MANAGER_SAYS))


def _already_given(batch: _Batch) -> dict[str, Fault]:
    """Agent numbers and sub-accounts that another member has and keeps."""
    held: dict[Fault, str] = {("agent_number", row.agent_number): login for login, row in batch.staff.items()}
    held |= {("sub_accounts", account): login for login, them in batch.accounts.items() for account in them}
    wanted: dict[str, list[Fault]] = {}
    for login, entry in batch.wanted.items():
        accounts = entry.sub_accounts
        if accounts is None:
            accounts = tuple(batch.accounts.get(login, ()))
        wanted[login] = [
            ("agent_number", entry.agent_number),
            *(("sub_accounts", account) for account in accounts),
        ]
    faults: dict[str, Fault] = {}
    for login, ((what, thing), other) in refused_claims(held, wanted).items():
        name = batch.staff[other].name if other in batch.staff else batch.wanted[other].name
        faults[login] = _blame(what, UnableTo(_GIVEN_SAYS[what], thing=thing, name=name))
    return faults


def _columns(entry: StaffEntry, row: Staff | None) -> dict[str, Any]:
    active = row.is_active if row else True
    return {
        "name": entry.name,
        "agent_number": entry.agent_number,
        "role": entry.role,
        "is_active": active if entry.active is None else entry.active,
    }


def _changes(batch: _Batch, login: str, entry: StaffEntry) -> dict[str, list[Any]]:
    row = batch.staff.get(login)
    changes = {
        name: [getattr(row, name, None), value]
        for name, value in _columns(entry, row).items()
        if getattr(row, name, None) != value
    }
    before, after = batch.accounts.get(login, set()), entry.sub_accounts
    if after is not None and before != set(after):
        changes["sub_accounts"] = ["、".join(sorted(before)), "、".join(sorted(after))]
    return changes


def _free(shop_id: int, batch: _Batch, changes: Mapping[str, Mapping[str, object]]) -> None:
    """Numbers and accounts may change hands within the batch: who gives one up does so first."""
    for login, row in batch.staff.items():
        if "agent_number" in changes.get(login, ()):
            Staff.objects.filter(pk=row.pk).update(agent_number=f"\t{row.pk}"[-rules.NUMBER_LETTERS :])
    dropped = [
        account
        for login, entry in batch.wanted.items()
        if entry.sub_accounts is not None
        for account in batch.accounts.get(login, set()).difference(entry.sub_accounts)
    ]
    SubAccount.objects.filter(shop_id=shop_id, account__in=dropped).delete()


def _write(shop_id: int, batch: _Batch, changes: Mapping[str, object]) -> dict[str, Staff]:
    """The rows that were made or changed, as they are now."""
    rows = {login: batch.staff.get(login) or _newcomer(shop_id, login) for login in changes}
    for login, row in rows.items():
        for name, value in _columns(batch.wanted[login], batch.staff.get(login)).items():
            setattr(row, name, value)
    Staff.objects.bulk_create([row for row in rows.values() if row.pk is None])
    Staff.objects.bulk_update(
        [row for login, row in rows.items() if login in batch.staff],
        ["name", "agent_number", "role", "is_active"],
    )
    SubAccount.objects.bulk_create(
        SubAccount(shop_id=shop_id, staff=row, account=account)
        for login, row in rows.items()
        for account in batch.wanted[login].sub_accounts or ()
        if account not in batch.accounts.get(login, set())
    )
    return rows


def _newcomer(shop_id: int, login: str) -> Staff:
    row = Staff(shop_id=shop_id, login=login)
    row.set_unusable_password()
    return row


def _tell(shop_id: int, changes: Mapping[int, Mapping[str, list[Any]]], at: datetime) -> None:
    """Whose name, role or login changed has open pages that must not go on as before."""
    tell([{"k": "logout", "s": shop_id, "staff": pk} for pk in changes])
    for pk, changed in changes.items():
        roles = changed.get("role", [])
        no_more = [rules.may(role, rules.RECEIVE) for role in roles] == [True, False]
        if no_more or changed.get("is_active") == [True, False]:
            announce(StaffLeft(shop_id=shop_id, staff_id=pk, left_at=at.isoformat()))
