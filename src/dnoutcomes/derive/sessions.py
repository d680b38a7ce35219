"""Sessions and adverse events as rows: what the encounters of a file say of treatment."""

from __future__ import annotations

import pandas as pd

from dnoutcomes.language import term

NOT_SPECIFIED = term("not specified")
#: Codes of `status` of a session that took place.
TOOK_PLACE = frozenset({"attended", "telehealth"})


def sessions_of(records: pd.DataFrame) -> pd.DataFrame:
    """Keep the planned sessions, attended or not.

    Parameters
    ----------
    records : pandas.DataFrame
        Encounters as in `Outcomes.records`.

    Returns
    -------
    pandas.DataFrame
        One row per session: the columns of `records`, `status` ("attended" where the file says nothing else) and a
        boolean `attended`, which is true of telehealth sessions too. Empty where the file has no column `encounter`.
    """
    if "encounter" not in records.columns:
        sessions = records.iloc[:0].copy()
    else:
        sessions = records[records["encounter"].eq("session").fillna(False)].copy()
    status = (
        sessions["status"] if "status" in sessions.columns else pd.Series(pd.NA, sessions.index, dtype="str")
    )
    sessions["status"] = status.astype("object").where(status.notna(), "attended").astype(str)
    sessions["attended"] = sessions["status"].isin(TOOK_PLACE)
    return sessions.reset_index(drop=True)


def events_of(records: pd.DataFrame) -> pd.DataFrame:
    """List the adverse events, one row each.

    Parameters
    ----------
    records : pandas.DataFrame
        Encounters as in `Outcomes.records`.

    Returns
    -------
    pandas.DataFrame
        One row per event: the columns of `records`, `term`, and booleans `in_session` and `serious`. An encounter with
        several terms makes a row for each; one with `ae_any` and no term is "not specified". A term is in lower case.
        Seriousness and grade are recorded once per encounter; they count for the first of its terms.
    """
    any_event = _yes(records, "ae_any")
    terms = records["ae_term"] if "ae_term" in records.columns else pd.Series(pd.NA, records.index)
    named = terms.map(terms_of, na_action="ignore")
    listed = named.where(
        named.map(lambda listed_points: isinstance(listed_points, list) and len(listed_points) > 0)
    )
    happened = records.assign(term=listed)[any_event | listed.notna()].explode("term")
    first = ~happened.index.duplicated()
    in_session = (
        happened["encounter"].eq("session").fillna(False)
        if "encounter" in happened.columns
        else pd.Series(False, happened.index)
    )
    return happened.assign(
        term=happened["term"].where(happened["term"].notna(), NOT_SPECIFIED).astype(str),
        in_session=in_session.astype(bool),
        serious=_yes(happened, "ae_serious").to_numpy() & first,
    ).reset_index(drop=True)


def _yes(records: pd.DataFrame, name: str) -> pd.Series:
    if name not in records.columns:
        return pd.Series(False, records.index)
    return records[name].fillna(False).astype(bool)


def terms_of(text: str) -> list[str]:
    """List the events that a text names.

    Examples
    --------
    >>> terms_of("Bruising; soreness;")
    ['bruising', 'soreness']
    """
    return [part for part in (piece.strip().lower() for piece in str(text).split(";")) if part]
