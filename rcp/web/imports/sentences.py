"""What is wrong with a file or a row, and what to do about it."""

from __future__ import annotations

from flask_babel import gettext as _

from rcp.web.sentences import add_sentences

add_sentences(
    {
        "file_too_large": lambda megabytes: _(
            "Le fichier dépasse %(megabytes)s Mo. Exportez une période plus courte ou "
            "partagez-le en plusieurs fichiers.",
            megabytes=megabytes,
        ),
        "file_empty": lambda: _("Le fichier est vide. Exportez-le de nouveau."),
        "file_picture": lambda: _(
            "Ce fichier est une image, pas un tableau. Choisissez le fichier exporté."
        ),
        "file_pdf": lambda: _(
            "Ce fichier est un PDF. Exportez les mêmes informations en texte (CSV ou YAML)."
        ),
        "file_workbook": lambda: _(
            "Ce fichier n’est pas un classeur .xlsx lisible : il est protégé, d’un autre format "
            "ou abîmé. Enregistrez-le depuis votre tableur au format .xlsx ou « CSV UTF-8 »."
        ),
        "workbook_large": lambda megabytes: _(
            "Une fois ouvert, ce classeur dépasse %(megabytes)s Mo ou s’étend sur trop de cases. "
            "Ne gardez que le tableau, dans un classeur neuf.",
            megabytes=megabytes,
        ),
        "file_not_text": lambda: _(
            "Ce fichier n’est pas du texte. Enregistrez-le au format « CSV UTF-8 »."
        ),
        "columns_missing": lambda columns: _(
            "Il manque des colonnes : %(columns)s. Ajoutez-les à la première ligne.",
            columns=columns,
        ),
        "column_twice": lambda: _("Cette colonne est présente deux fois. Retirez-en une."),
        "column_unknown": lambda known: _(
            "Cette colonne n’est pas attendue. Retirez-la ou corrigez son nom ; "
            "colonnes connues : %(known)s.",
            known=known,
        ),
        "columns_untold": lambda columns: _(
            "Dites encore dans quelle colonne se trouve : %(columns)s.", columns=columns
        ),
        "columns_doubled": lambda columns: _(
            "Plusieurs colonnes ont reçu le même sens : %(columns)s. Gardez-en une.",
            columns=columns,
        ),
        "bundle_unreadable": lambda: _(
            "Ce fichier n’est pas un lot FHIR (Bundle) lisible. Demandez à votre éditeur un export "
            "FHIR R4 au format JSON."
        ),
        "bundle_without_requests": lambda: _(
            "Ce lot FHIR ne contient aucune demande (ServiceRequest) : il n’y a pas de dossier à "
            "y prendre."
        ),
        "bundle_document": lambda: _(
            "On ne sait pas à quel dossier va ce document : joignez-le sur la page du dossier."
        ),
        "bundle_file_elsewhere": lambda: _(
            "Ce document est à une adresse, que Quorum n’ouvre pas : joignez le fichier sur la "
            "page du dossier."
        ),
        "bundle_file_unreadable": lambda: _(
            "Ce document ne contient pas de fichier lisible : joignez-le sur la page du dossier."
        ),
        "sheet_at_work": lambda: _("Ce fichier est en cours de lecture. Attendez qu’elle finisse."),
        "sheet_taken": lambda: _("Ce fichier est déjà importé. Envoyez le fichier corrigé."),
        "too_many_rows": lambda maximum: _(
            "Le fichier compte plus de %(maximum)s lignes. Partagez-le en plusieurs fichiers.",
            maximum=maximum,
        ),
        "row_cells": lambda expected, found: _(
            "La ligne compte %(found)s cellules au lieu de %(expected)s. "
            "Mettez entre guillemets les textes qui contiennent le séparateur.",
            expected=expected,
            found=found,
        ),
        "row_quotes": lambda: _(
            'Des guillemets sont mal fermés. Doublez ceux du texte ("") et fermez la cellule.'
        ),
        "row_conflict": lambda: _(
            "Cette ligne contredit ce qui est déjà enregistré. Vérifiez ses identifiants."
        ),
        "cell_empty": lambda: _("Cette cellule doit être remplie."),
        "cell_choice": lambda known: _("Écrivez l’une de ces valeurs : %(known)s.", known=known),
        "cell_day": lambda: _("Écrivez la date ainsi : 31/12/2026."),
        "line_twice": lambda first: _(
            "Cet exercice est déjà décrit à la ligne %(first)s. Retirez l’une des deux.",
            first=first,
        ),
        "email_of_another": lambda first: _(
            "La ligne %(first)s donne un autre nom ou un autre RPPS à cette adresse. "
            "Corrigez celle des deux qui se trompe.",
            first=first,
        ),
        "structure_unknown": lambda structure, known="": _(
            "Aucune structure n’a le code « %(structure)s ». Codes connus : %(known)s.",
            structure=structure,
            known=known or "–",
        ),
        "board_unknown": lambda board, known: _(
            "Aucune RCP active n’a le code « %(board)s ». Codes connus : %(known)s.",
            board=board,
            known=known or "–",
        ),
        "person_unknown": lambda email: _(
            "Personne n’a l’adresse %(email)s. Importez d’abord les professionnels, "
            "ou corrigez l’adresse.",
            email=email,
        ),
        "role_unknown": lambda role, known: _(
            "« %(role)s » n’est pas un rôle. Écrivez, séparés par | : %(known)s.",
            role=role,
            known=known,
        ),
        "referrer_not_you": lambda: _(
            "Vous pouvez déposer vos propres dossiers, ou ceux des RCP que vous coordonnez. "
            "Indiquez votre adresse."
        ),
        "field_not_asked": lambda board, known: _(
            "La RCP %(board)s ne pose pas cette question. Champs connus : %(known)s.",
            board=board,
            known=known or "–",
        ),
        "yaml_list": lambda: _("Cette liste est vide ou absente. Ajoutez-y au moins une entrée."),
        "yaml_alias": lambda: _(
            "Les renvois YAML (& et *) ne sont pas acceptés. Écrivez chaque entrée en entier."
        ),
        "yaml_broken": lambda: _(
            "Ce n’est pas du YAML valable à cet endroit. Vérifiez les espaces en début de ligne, "
            "les deux-points et les guillemets."
        ),
        "day_format": lambda: _("Écrivez la date ainsi : 2026-12-31."),
        "hour_format": lambda: _('Écrivez l’heure entre guillemets, ainsi : "12:30".'),
        "archive_broken": lambda: _("L’archive est abîmée. Refaites-la au format .zip."),
        "archive_locked": lambda: _(
            "L’archive est protégée par un mot de passe. Refaites-la sans mot de passe."
        ),
        "archive_files": lambda maximum: _(
            "L’archive contient plus de %(maximum)s fichiers. Faites-en plusieurs.",
            maximum=maximum,
        ),
        "archive_large": lambda megabytes: _(
            "Une fois ouverte, l’archive dépasse %(megabytes)s Mo. Faites-en plusieurs.",
            megabytes=megabytes,
        ),
    }
)
