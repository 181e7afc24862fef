"""Codes looked for as one types."""

from __future__ import annotations

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from rcp.catalogue import coded
from rcp.domain import access
from rcp.domain.field_spec import CodeSystem
from rcp.web.access import requires
from rcp.web.cases.code_field import LONGEST
from rcp.web.cases.views import bp


@bp.post("/codes")
@requires(access.may_submit_cases)
def codes() -> ResponseReturnValue:
    """The codes for what is being typed; posted, for clinical words belong in no address."""
    try:
        system = CodeSystem(request.form.get("system", ""))
    except ValueError:
        return jsonify([])
    found = coded.look_up(system, request.form.get("q", "")[:LONGEST])
    return jsonify([one.text for one in found])
