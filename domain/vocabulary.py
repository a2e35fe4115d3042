"""The closed lists of words of the process; docs/glossary.md gives each its Swedish word and source."""

from enum import StrEnum


class Phase(StrEnum):
    TRIAGE = "triage"
    AWARD = "award"
    DIALOGUE = "dialogue"
    COMMITMENT = "commitment"
    DELIVERY = "delivery"
    EVALUATION = "evaluation"
    CLOSED = "closed"


class Form(StrEnum):
    """The six forms of contribution that Karlstads kommun asks a supplier about."""

    STUDY_VISIT = "study_visit"
    INTERNSHIP = "internship"
    EMPLOYMENT = "employment"
    APPRENTICESHIP = "apprenticeship"
    LANGUAGE_TRAINING = "language_training"
    WORKPLACE_EDUCATION = "workplace_education"


class Unit(StrEnum):
    """What a promise is counted in; a month of full time is the unit of the employment clause."""

    PLACES = "places"
    WEEKS = "weeks"
    FULL_TIME_MONTHS = "full_time_months"


class TargetGroup(StrEnum):
    """Whom places are for, by category only. No group tells of health: where one place is promised, the group
    of whoever takes it would be known (GDPR article 9)."""

    ANY = "any_group"
    YOUNG = "young"
    NEWLY_ARRIVED = "newly_arrived"
    LONG_TERM_UNEMPLOYED = "long_term_unemployed"


class LanguageLevel(StrEnum):
    """The Common European Framework's levels (GERS)."""

    A1 = "A1"
    A2 = "A2"
    B1 = "B1"
    B2 = "B2"
    C1 = "C1"
    C2 = "C2"


class Clause(StrEnum):
    """Upphandlingsmyndigheten's three levels of employment-promoting terms, or none."""

    NONE = "no_clause"
    DIALOGUE = "dialogue_clause"
    EMPLOYMENT = "employment_clause"
    BONUS = "bonus_clause"


class Sanction(StrEnum):
    """What a clause may allow when something is lacking."""

    FINE = "fine"
    EXCLUSION = "exclusion"
    TERMINATION = "termination"


class Measure(StrEnum):
    """What is decided about a deficiency: a sanction only where the contract's clause allows it."""

    NONE = "no_sanction"
    MORE_TIME = "more_time"
    FINE = Sanction.FINE
    EXCLUSION = Sanction.EXCLUSION
    TERMINATION = Sanction.TERMINATION


class Chapter(StrEnum):
    """Under which rules the contract was procured: they decide what may be asked and what changed."""

    ABOVE_THRESHOLD = "above_threshold"
    BELOW_THRESHOLD = "below_threshold"
    OTHER_LAW = "other_law"


class Exemption(StrEnum):
    """Why the law asks for no standstill (LOU 20:2, 19 a kap.). Below the threshold alone is no ground: LOU 19:1."""

    CALL_OFF = "call_off"
    DYNAMIC_PURCHASING = "dynamic_purchasing"
    WITHOUT_NOTICE = "without_notice"
    DIRECT_AWARD = "direct_award"


class Answer(StrEnum):
    POSSIBLE = "possible"
    LATER = "later"
    NOT_POSSIBLE = "not_possible"


class Reply(StrEnum):
    """The supplier's answer about somebody who is proposed."""

    ACCEPTED = "accepted"
    DECLINED = "declined"


class Party(StrEnum):
    MUNICIPALITY = "municipality"
    SUPPLIER = "supplier"


class Role(StrEnum):
    """In what capacity somebody acts, and so what they may (access/rights.py); `clock` is time's own, `import` that of
    a read notice."""

    COORDINATOR = "coordinator"
    CASE_WORKER = "case_worker"
    PROCUREMENT_OFFICER = "procurement_officer"
    HEAD_OF_UNIT = "head_of_unit"
    ADMINISTRATOR = "administrator"
    READER = "reader"
    AUDITOR = "auditor"
    SUPPLIER = "supplier"
    SERVICE_ACCOUNT = "service_account"
    CLOCK = "clock"
    IMPORT = "import"


class TimeUnit(StrEnum):
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"


class ErasureGround(StrEnum):
    """Why texts are erased. A public document may only go where a law or the municipality's own decision says so."""

    RIGHT = "right_to_erasure"
    UNLAWFUL = "unlawfully_recorded"
    RETENTION = "retention_plan"


class DocumentKind(StrEnum):
    """What a retention plan tells apart. What was published, facts and figures are of no kind: they are kept."""

    RECORDS = "dialogue_records"
    CONTACTS = "supplier_contacts"
    FOLLOW_UP = "follow_up_texts"
    REASONS = "reasons"
    LOOKS = "looks"
