"""Contents with sensible defaults; every person, place and number is invented."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from rcp.documents import after
from rcp.documents.content import (
    ActionPlanContent,
    AttendanceSheetContent,
    CaseReportContent,
    ConvocationContent,
    Examination,
    Field,
    Guideline,
    HeardAs,
    MinutesCase,
    MinutesContent,
    Opinion,
    Proposal,
)
from rcp.documents.parts import (
    ActionLine,
    Attendance,
    Identity,
    Letterhead,
    MeetingHeading,
    MeetingMode,
    Person,
    QuorumState,
    Sex,
    Validation,
)
from rcp.domain.case import CaseClass, PostponeCause
from rcp.domain.identity import IdentityStatus
from rcp.domain.opinion import ActionPriority, ActionState, OpinionCategory, TrialAnswer
from rcp.domain.quorum import Presence

PARIS = ZoneInfo("Europe/Paris")
STARTS = datetime(2026, 11, 12, 14, 0, tzinfo=PARIS)
ENDS = datetime(2026, 11, 12, 15, 30, tzinfo=PARIS)
PRINTED = datetime(2026, 11, 12, 17, 5, tzinfo=PARIS)

LETTERHEAD = Letterhead(
    organization="Centre hospitalier du Val-de-Brume",
    address=("12, quai des Tanneurs", "99100 Valbrume"),
    coordination_centre="Centre de coordination en cancérologie des Deux-Rives",
    footer="Centre hospitalier du Val-de-Brume · Secrétariat des RCP · 01 99 00 12 34",
)
MEETING = MeetingHeading(
    board="RCP Sein",
    starts=STARTS,
    ends=ENDS,
    regulatory=True,
    kind="RCP standard",
    mode=MeetingMode.MIXED,
    place="Salle Marie-Curie",
)
JEANNE = Identity(
    birth_name="LEFÈVRE-D’AUBIGNÉ",
    birth_given_names="Jeanne, Élise",
    used_name="KERMADEC",
    used_given_name="Jeanne",
    sex=Sex.FEMALE,
    birth_date=date(1958, 3, 1),
    birth_place="Saint-Œuvre-les-Îles (99432)",
    ins="258039943200157",
    status=IdentityStatus.QUALIFIED,
    local_patient_id="800412367",
)
CLAIRE = Person("Dr Claire Roussillon", "oncologue médicale")
SAMI = Person("Sami Benhalima", "coordonnateur")
ODILE = Person("Dr Odile Castaing", "oncologue médicale")
VALIDATION = Validation(
    by=CLAIRE,
    role="responsable de la RCP",
    at=datetime(2026, 11, 12, 17, 0, tzinfo=PARIS),
)
ATTENDANCES = (
    Attendance(CLAIRE, Presence.IN_ROOM, "Oncologue", time(14, 0), time(15, 30)),
    Attendance(
        Person("Dr Hugo Marchetti", "chirurgien gynécologue"), Presence.IN_ROOM, "Chirurgien"
    ),
    Attendance(Person("Dr Inès Valmont", "radiothérapeute"), Presence.BY_VIDEO, "Radiothérapeute"),
    Attendance(Person("Dr Paul Etchegaray", "radiologue"), Presence.BY_VIDEO, "Radiologue"),
    Attendance(
        Person("Dr Nguyễn Thị Ánh", "anatomopathologiste"),
        Presence.WRITTEN_OPINION,
        "Anatomopathologiste",
    ),
    Attendance(Person("Dr Bernard Lhuillier", "médecin traitant"), Presence.EXCUSED),
)
OPINION = Opinion(
    category=OpinionCategory.TREATMENT,
    comment=(
        "Carcinome infiltrant du sein gauche, RE+ RP+ HER2 négatif, chez une patiente en bon état "
        "général. Une chirurgie conservatrice est possible d’emblée."
    ),
    proposals=(
        Proposal(
            "Tumorectomie du quadrant supéro-externe gauche avec ganglion sentinelle.",
            treatment="Intervention chirurgicale",
            starts=date(2026, 11, 23),
            ends=date(2026, 12, 11),
        ),
        Proposal(
            "Irradiation du sein gauche, schéma hypofractionné, à partir de la sixième semaine.",
            treatment="Radiothérapie",
        ),
        Proposal(
            "Hormonothérapie néoadjuvante si la patiente souhaite différer l’intervention.",
            treatment="Hormonothérapie",
            intention=2,
        ),
    ),
    examinations=(
        Examination("IRM mammaire bilatérale", date(2026, 11, 16), date(2026, 11, 20)),
        Examination("Consultation d’oncogénétique", None, date(2026, 12, 18)),
    ),
    follow_up="Mammographie et échographie à six mois, puis chaque année.",
    guideline=Guideline("Référentiel régional Sein", "2026.1", date(2026, 2, 1)),
    trial=TrialAnswer.NONE_SUITABLE,
    patient_wishes="Souhaite conserver son sein et être opérée près de chez elle.",
    patient_information="Informée le 6 novembre par le Dr Castaing ; ne s’oppose pas au partage.",
    dissent="Le Dr Valmont aurait préféré un complément d’irradiation sur le lit tumoral.",
)
ACTIONS = (
    ActionLine(
        "Programmer l’IRM mammaire",
        "Dr Paul Etchegaray",
        date(2026, 11, 20),
        "Compte rendu au dossier avant la consultation de chirurgie",
        ActionPriority.HIGH,
        ActionState.IN_PROGRESS,
    ),
    ActionLine(
        "Voir la patiente en consultation d’annonce et lui remettre son programme de soins",
        "Dr Odile Castaing",
        date(2026, 11, 24),
        "Programme personnalisé remis et expliqué",
    ),
    ActionLine(
        "Prendre rendez-vous d’oncogénétique",
        "Sami Benhalima",
        date(2026, 12, 4),
        state=ActionState.DONE,
        outcome="Rendez-vous le 15 décembre",
    ),
)
FULL_REPORT = CaseReportContent(
    letterhead=LETTERHEAD,
    meeting=MEETING,
    reference="R-2026-0413",
    patient=JEANNE,
    printed_at=PRINTED,
    referrer=ODILE,
    presenter=Person("Dr Hugo Marchetti", "chirurgien gynécologue"),
    family_doctor=Person("Dr Bernard Lhuillier", "médecin généraliste, Valbrume"),
    lead=Person("Lucie Armengaud", "infirmière de coordination"),
    reason="Proposition thérapeutique, prise en charge initiale.",
    question=(
        "Chirurgie conservatrice d’emblée ou hormonothérapie néoadjuvante devant cette tumeur "
        "de 22 mm ?"
    ),
    summary=(
        "Patiente de 68 ans, ménopausée, sans antécédent familial. Découverte d’un nodule du "
        "quadrant supéro-externe gauche à la mammographie de dépistage du 9 octobre 2026.\n"
        "Antécédents : hypertension artérielle traitée, prothèse de hanche droite en 2019.\n"
        "- Mammographie : opacité spiculée de 22 mm, ACR 5 à gauche, ACR 2 à droite.\n"
        "- Échographie axillaire : pas d’adénopathie suspecte.\n"
        "- Microbiopsie du 16 octobre : carcinome infiltrant non spécifique, SBR II.\n"
        "Examen clinique sans particularité, état général conservé (OMS 0)."
    ),
    fields=(
        Field("cTNM", "cT2 N0 M0"),
        Field("Type histologique", "carcinome infiltrant non spécifique"),
        Field("Grade SBR", "II"),
        Field("Taille", "22", "mm"),
        Field("RE", "≥ 90", "%"),
        Field("RP", "70", "%"),
        Field("HER2", "1+"),
        Field("Ki67", "15", "%"),
        Field("Statut ménopausique", "ménopausée"),
        Field("BRCA", "non fait"),
    ),
    heard_as=HeardAs.DISCUSSED,
    attendances=ATTENDANCES,
    quorum=QuorumState(reached=True),
    opinion=OPINION,
    actions=ACTIONS,
    validation=VALIDATION,
)
BARE_REPORT = CaseReportContent(
    letterhead=Letterhead("Maison de santé des Trois-Ponts"),
    meeting=MeetingHeading(board="Concertation de la maison de santé", starts=STARTS),
    reference="R-2026-0007",
    patient=Identity("ÖZTÜRK", "Mehmet", Sex.MALE, date(1949, 7, 14)),
    printed_at=PRINTED,
)
SETTLED = tuple(
    MinutesCase(
        reference=f"R-2026-{400 + number:04}",
        case_class=CaseClass.COMPLEX if number % 4 == 0 else CaseClass.STANDARD,
        heard_as=HeardAs.DISCUSSED,
        category=OpinionCategory.TREATMENT if number % 3 else OpinionCategory.EXAMINATIONS,
        quorum=QuorumState(reached=True),
    )
    for number in range(1, 10)
)
POSTPONED = (
    MinutesCase(
        "R-2026-0410",
        CaseClass.STANDARD,
        quorum=QuorumState(reached=False, missing=("Radiothérapeute",)),
        postponed=PostponeCause.QUORUM,
    ),
    MinutesCase("R-2026-0411", CaseClass.COMPLEX, postponed=PostponeCause.PATHOLOGY),
)
MINUTES = MinutesContent(
    letterhead=LETTERHEAD,
    meeting=MEETING,
    printed_at=PRINTED,
    reference="S-2026-0088",
    chair=CLAIRE,
    secretary=Person("Nadia Ferrand", "secrétaire"),
    attendances=ATTENDANCES,
    cases=(*SETTLED, *POSTPONED),
    remarks="La liaison vidéo a été coupée de 14 h 40 à 14 h 45.",
    next_meeting=datetime(2026, 11, 19, 14, 0, tzinfo=PARIS),
    validation=VALIDATION,
)
ATTENDANCE_SHEET = AttendanceSheetContent(
    letterhead=LETTERHEAD,
    meeting=MEETING,
    printed_at=PRINTED,
    attendances=ATTENDANCES,
    chair=CLAIRE,
)
CASE_PLAN = ActionPlanContent(
    letterhead=LETTERHEAD,
    meeting=MEETING,
    printed_at=PRINTED,
    actions=ACTIONS,
    reference="R-2026-0413",
    patient=JEANNE,
    lead=Person("Lucie Armengaud", "infirmière de coordination"),
    review_on=date(2027, 1, 14),
    validation=VALIDATION,
)
CONVOCATION = ConvocationContent(
    letterhead=LETTERHEAD,
    meeting=MEETING,
    printed_at=datetime(2026, 10, 26, 9, 0, tzinfo=PARIS),
    recipient=Person("Dr Hugo Marchetti", "chirurgien gynécologue"),
    address=("Clinique des Peupliers", "3, rue du Moulin", "99200 Montfaucon-sur-Ourse"),
    cases=11,
    presents=2,
    stretch=(time(14, 0), time(14, 45)),
    video_link="https://visio.example.org/rcp-sein",
    reply_by=date(2026, 11, 5),
    reply_link="https://quorum.example.org/invitations",
    sender=SAMI,
)
LETTER = after.doctor_letter_of(FULL_REPORT)
PATIENT_PAGE = after.patient_page_of(FULL_REPORT)
CARE_PLAN = after.care_plan_of(FULL_REPORT)
