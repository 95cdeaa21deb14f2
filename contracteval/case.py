"""An evaluation folder, opened: settings, rules, what was read, and the result, each made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from contracteval.errors import InputError, Place, Problem
from contracteval.model.bid import Answer, Answers, Dossier
from contracteval.model.fact import Grade, Needs
from contracteval.model.provenance import InputFile
from contracteval.model.result import Comparison
from contracteval.model.seal import UNSEALED, SealState
from contracteval.model.settings import Settings
from contracteval.model.theme import Theme
from contracteval.rules.plan import Plan, all_needs
from contracteval.rules.relationship import BY_RELATIONSHIP, Relationship, selector_of, uses_catalogue
from contracteval.rules.rulebook import Rulebook
from contracteval.rules.to_plan import to_plan
from contracteval.text import Text

if TYPE_CHECKING:
    from contracteval.analysis.study import Study

# A file may answer more than the chosen rules ask; only then is the whole vocabulary read.
UNKNOWN_NAMES = frozenset({"fact-unknown", "table-unknown"})


class Case:
    """One evaluation. Reading it raises ``ContractevalError`` with every problem of the stage that failed."""

    def __init__(
        self,
        folder: Path,
        *,
        rules: Sequence[Path] = (),
        profile: str | None = None,
        stage: str | None = None,
        progress: Callable[[int, int], None] = lambda done, of: None,
    ) -> None:
        self.folder = folder
        self.rules = tuple(rules)
        self.profile = profile
        self.stage = stage
        self.progress = progress

    @cached_property
    def settings(self) -> Settings:
        """What evaluation.toml says, with the profile and stage of the command line.

        An evaluation by our own rulesets that names no profile is judged by the type of relationship.
        """
        from contracteval.intake.from_settings import read_settings

        settings = read_settings(self.folder)
        profile = self.profile or settings.profile
        if profile is None and uses_catalogue(settings, self.rules):
            profile = BY_RELATIONSHIP
        return replace(settings, profile=profile, stage=self.stage or settings.stage)

    @cached_property
    def theme(self) -> Theme:
        """The look that theme.toml of the folder gives to reports. Raises ``InputError`` where it cannot be used."""
        return self._theme[0]

    @property
    def theme_findings(self) -> tuple[Problem, ...]:
        """What reads badly in that look."""
        return self._theme[1]

    @cached_property
    def _theme(self) -> tuple[Theme, tuple[Problem, ...]]:
        from contracteval.intake.from_theme import read_theme

        return read_theme(self.folder)

    @cached_property
    def rulebook(self) -> Rulebook:
        """The rules that the settings name."""
        from contracteval.rules.to_rulebook import load_rulebook_for

        return load_rulebook_for(self.settings, self.rules)

    @cached_property
    def plan(self) -> Plan:
        """The rules bound to this evaluation, and whether they were sealed."""
        return replace(to_plan(self.rulebook, self.settings, self.relationship), seal=self.seal)

    @cached_property
    def seal(self) -> SealState:
        """Whether the evaluation is sealed, and what was changed since. Raises ``InputError`` for a damaged seal."""
        from contracteval.intake.seal_file import read_seals

        seals = read_seals(self.folder)
        return SealState(seals[-1], self.sealed_parts()[0], seals[:-1]) if seals else UNSEALED

    @property
    def inputs(self) -> tuple[InputFile, ...]:
        """The files of the folder that are read, each with its hash."""
        from contracteval.intake.input_files import input_files

        return input_files(self.folder)

    def sealed_parts(self) -> tuple[Mapping[str, str], Sequence[Problem], Sequence[Problem]]:
        """Return the parts that a seal fixes, as they are now; what makes the brief unusable; what is wrong in it."""
        from contracteval.intake.from_folder import read_brief
        from contracteval.model import sealed_parts as parts

        brief, problems = read_brief(self.folder, self.settings, all_needs(self.rulebook))
        if any(problem.kind in UNKNOWN_NAMES for problem in problems):
            brief, problems = read_brief(self.folder, self.settings, self._whole_needs)
        said: list[parts.Said] = [(item.bid, item.fact, item.answer) for item in brief.given]
        said += [(table.bid, table.table, table.rows) for table in brief.tables]
        return (
            {
                **parts.settings_parts(self.settings),
                **parts.rules_parts({item.id: item.sha256 for item in self.rulebook.rulesets}),
                **parts.brief_parts(said),
                **parts.panel_parts(None if self._read[0] is None else self._read[0].panel),
            },
            problems,
            brief.findings,
        )

    @cached_property
    def relationship(self) -> Relationship | None:
        """What the buyer's own facts say of the relationship: found once, before any bid is looked at."""
        if selector_of(self.rulebook) is None or self._read[0] is None:
            return None
        from contracteval.evaluation.relationship import relationship_of

        bare = replace(
            self.settings, weights={}, weight_ranges={}, admissions=(), exclusions={}
        )  # they fit the profile yet to be found
        try:
            return relationship_of(to_plan(self.rulebook, bare), self._read[0].brief)
        except InputError:
            return None  # what is wrong with the settings is told by the plan itself

    @property
    def needs(self) -> tuple[Needs, tuple[Problem, ...]]:
        """What is asked; the whole vocabulary, and what is wrong, where the settings do not fit the rules."""
        try:
            return self.plan.needs(), ()
        except InputError as error:
            return self._needs_without_settings(), error.problems

    def _needs_without_settings(self) -> Needs:
        """Return what the profile asks for, as if no weight or parameter were set."""
        try:
            settings = replace(self.settings, weights={}, weight_ranges={}, parameters={})
            return to_plan(self.rulebook, settings).needs()
        except InputError:
            return all_needs(self.rulebook)

    @cached_property
    def read(self) -> tuple[Dossier | None, tuple[Problem, ...]]:
        """What could be read of the brief and the bids, and every problem of their structure."""
        dossier, problems = self._read
        if dossier is None:
            return None, problems
        findings = (*dossier.findings, *self._relationship_findings(), *self._price_formula_findings())
        return replace(dossier, findings=findings), problems

    def _relationship_findings(self) -> list[Problem]:
        try:
            plan = self.plan
        except InputError:
            return []  # what is wrong with the settings is told as such
        if plan.relationship is None:
            return []
        from contracteval.evaluation.relationship import relationship_findings

        return relationship_findings(plan)

    @cached_property
    def _read(self) -> tuple[Dossier | None, tuple[Problem, ...]]:
        from contracteval.intake.from_folder import read_dossier_report

        dossier, problems = read_dossier_report(self.folder, self.settings, all_needs(self.rulebook), self.progress)
        if any(problem.kind in UNKNOWN_NAMES for problem in problems):
            dossier, problems = read_dossier_report(self.folder, self.settings, self._whole_needs, self.progress)
        if dossier is None:
            return None, problems
        answers, findings = self._given_in_settings(dossier.brief)
        return replace(dossier, brief=answers, findings=(*dossier.findings, *findings)), problems

    @cached_property
    def _whole_needs(self) -> Needs:
        """Everything that the whole vocabulary can ask, whichever rules are loaded."""
        from contracteval.rules.to_rulebook import load_vocabulary

        known, whole = all_needs(self.rulebook), load_vocabulary(self.rules)
        return Needs({**whole.facts, **known.facts}, {**whole.tables, **known.tables})

    def _price_formula_findings(self) -> tuple[Problem, ...]:
        """Return what the chosen price formula can do wrong; nothing where the settings do not fit the rules."""
        from contracteval.evaluation.price_formulas import price_formula_findings

        try:
            return price_formula_findings(self.plan)
        except InputError:
            return ()

    @property
    def dossier(self) -> Dossier:
        """What was read. Raises ``InputError`` when a file cannot be used, so that no bidder is left out unseen."""
        dossier, problems = self.read
        if problems or dossier is None:
            raise InputError(problems)
        return dossier

    @cached_property
    def comparison(self) -> Comparison:
        """The result. Raises the problems of weights, parameters and files together."""
        from contracteval.evaluation.evaluate import compare

        problems = (*self.needs[1], *self.read[1])
        if problems:
            raise InputError(problems)
        return compare(self.plan, self.dossier)

    @cached_property
    def study(self) -> Study:
        """The result held ready to be asked how firm it is."""
        from contracteval.analysis.study import Study

        return Study(self.plan, self.dossier, self.comparison)

    def _given_in_settings(self, brief: Answers) -> tuple[Answers, list[Problem]]:
        """Take the buyer's facts that stand under ``[parameters]``: they replace those of the brief, and that is said."""
        from contracteval.intake.values import read_value

        facts = dict(brief.facts)
        findings: list[Problem] = []
        for id_, written in self.settings.parameters.items():
            spec = self.rulebook.facts.get(id_)
            if spec is None or spec.by != "buyer" or spec.per != "evaluation":
                continue
            place = Place(self.settings.file, key=f"parameters.{id_}")
            value, problems = read_value(written, spec, place, self.settings)
            findings += problems
            known = facts.get(id_)
            if known is not None and known.value is not None and value is not None and known.value != value:
                findings.append(_overridden(id_, (place, *known.places), spec.label, written))
            facts[id_] = Answer(value, Grade.ASSERTED, (place,), written)
        return Answers(facts, brief.tables), findings


def _overridden(fact: str, places: tuple[Place, ...], label: Text, written: str) -> Problem:
    return Problem(
        "brief-overridden",
        Text(
            f"{label.en}: the value of evaluation.toml replaces that of the brief",
            f"{label.fr}\u00a0: la valeur d’evaluation.toml remplace celle du brief",
        ),
        places,
        got=written,
        severity="info",
        fact=fact,
    )
