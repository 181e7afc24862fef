"""What went wrong with a calendar of another server, and what to do about it."""

from __future__ import annotations

from flask_babel import gettext as _

from rcp.web.sentences import add_sentences

add_sentences(
    {
        "account_needs_login": lambda: _("Écrivez l’identifiant et le mot de passe du compte."),
        "login_long": lambda maximum: _(
            "L’identifiant et le mot de passe comptent %(maximum)s caractères au plus.",
            maximum=maximum,
        ),
        "none_chosen": lambda: _("Cochez au moins un agenda."),
        "push_unknown": lambda: _(
            "Cet agenda n’est plus dans le compte. Cherchez de nouveau, puis choisissez."
        ),
        "agenda_just_read": lambda: _(
            "Cet agenda vient d’être demandé. Réessayez dans une demi-minute."
        ),
        "too_many_readings": lambda: _(
            "D’autres agendas sont en cours de lecture. Réessayez dans une minute."
        ),
        "weekly_day": lambda: _("Choisissez au moins un jour, du lundi au vendredi."),
        "weekly_order": lambda: _("L’heure de fin doit suivre l’heure de début."),
        "weekly_half": lambda: _("Écrivez les deux heures, ou aucune."),
        "weekly_many": lambda maximum: _(
            "%(maximum)s préférences au plus. Retirez celles qui ne servent plus.", maximum=maximum
        ),
        "agenda_address_malformed": lambda: _(
            "Cette adresse n’est pas complète ou contient un caractère interdit. Copiez-la de "
            "nouveau, en entier."
        ),
        "agenda_address_scheme": lambda: _("L’adresse doit commencer par https:// ou webcal://."),
        "agenda_address_holds_password": lambda: _(
            "L’adresse contient un identifiant. Ôtez-le et écrivez-le dans les champs prévus."
        ),
        "agenda_address_forbidden": lambda: _(
            "Cette adresse mène à une machine que ce site n’a pas le droit d’interroger. Si c’est "
            "un serveur de votre établissement, demandez à l’administrateur de l’autoriser "
            "(RCP_ALLOWED_HOSTS)."
        ),
        "agenda_password_in_clear": lambda: _(
            "Le mot de passe partirait sans chiffrement. Utilisez l’adresse qui commence par "
            "https://."
        ),
        "agenda_name_unknown": lambda: _("Le nom du serveur est introuvable. Vérifiez l’adresse."),
        "agenda_unreachable": lambda: _("L’adresse ne répond pas."),
        "agenda_not_trusted": lambda: _(
            "Le certificat du serveur n’est pas reconnu. Prévenez l’administrateur."
        ),
        "agenda_slow": lambda: _("Le serveur n’a pas répondu en entier en 20 secondes."),
        "agenda_answer_too_large": lambda: _("L’agenda dépasse 10 Mo."),
        "agenda_too_many_redirects": lambda: _(
            "L’adresse renvoie sans fin d’une page à l’autre. Copiez-la de nouveau depuis votre "
            "messagerie."
        ),
        "agenda_answer_garbled": lambda: _("La réponse du serveur est incompréhensible."),
        "agenda_answer_cut_short": lambda: _("La réponse du serveur s’est arrêtée en chemin."),
        "agenda_login_refused": lambda: _(
            "Le serveur refuse l’identifiant ou le mot de passe. Il faut parfois un mot de passe "
            "d’application : voyez l’aide."
        ),
        "agenda_own_sign_in": lambda: _(
            "Ce serveur ne s’ouvre qu’en se connectant chez lui (OAuth) : un mot de passe n’y sert "
            "à rien. Donnez plutôt l’adresse secrète de l’agenda au format iCal : voyez l’aide."
        ),
        "agenda_not_permitted": lambda: _(
            "Le serveur refuse l’accès à cet agenda. Vérifiez qu’il est encore partagé."
        ),
        "agenda_gone": lambda: _(
            "Il n’y a plus d’agenda à cette adresse. Copiez la nouvelle, puis retirez celle-ci."
        ),
        "agenda_server_busy": lambda: _("Le serveur demande de patienter."),
        "agenda_server_broken": lambda: _("Le serveur de l’agenda est en panne."),
        "agenda_answer_unexpected": lambda: _(
            "Le serveur répond autre chose qu’un agenda. Vérifiez l’adresse."
        ),
        "agenda_no_caldav": lambda: _(
            "Ce serveur ne parle pas CalDAV à cette adresse. Voyez dans l’aide celle de votre "
            "messagerie."
        ),
        "agenda_no_calendar": lambda: _("Ce compte ne contient aucun agenda de rendez-vous."),
        "agenda_link_web_page": lambda: _(
            "L’adresse mène à une page web : lien expiré, ou protégé par une connexion. Copiez "
            "l’adresse au format iCal."
        ),
        "agenda_link_empty": lambda: _("Le serveur a donné un fichier vide."),
        "agenda_link_too_large": lambda: _("L’agenda dépasse 10 Mo."),
        "agenda_link_not_a_calendar": lambda: _(
            "Le fichier reçu n’est pas un agenda. Copiez l’adresse au format iCal (.ics)."
        ),
        "agenda_link_too_many_events": lambda: _(
            "L’agenda contient trop d’événements. Partagez un agenda plus court."
        ),
        "agenda_link_too_costly": lambda: _(
            "L’agenda demande trop de calculs pour être lu. Partagez un agenda plus simple."
        ),
    }
)
