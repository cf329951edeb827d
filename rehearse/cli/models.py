"""`rehearse models`: which models there are, and how to get another one."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rehearse.cli.console import size_text
from rehearse.cli.long_job import ProgressLine, cancelled_by_signal
from rehearse.errors import Cancelled, ModelError, RehearseError, UsageError
from rehearse.exchange.terminal import BOLD, DIM, Style, paragraph, safe
from rehearse.i18n import _

if TYPE_CHECKING:
    from rehearse.cli.program import Context
    from rehearse.speech.catalogue import CatalogueModel
    from rehearse.speech.store import ModelInfo, ModelStore


def run(args: Namespace, context: Context) -> int:
    context.studio.models.trash.clear()
    {"list": _list, "install": _install, "remove": _remove, "use": _use}[args.action](args, context)
    return 0


def _list(args: Namespace, context: Context) -> None:
    store = context.studio.models
    installed = store.installed()
    try:
        used: str | None = store.resolve().id
    except ModelError as error:
        context.console.error(error)
        used = None
    here = {model.id for model in installed}
    others = [model for model in store.catalogue if model.id not in here]
    console = context.console
    if args.format == "json":
        console.machine_output()
        listed = [_installed_dict(model, used) for model in installed]
        listed += [_catalogue_dict(model.id, model) for model in others]
        console.write(json.dumps(listed, ensure_ascii=False, indent=1) + "\n")
        return
    style = console.style
    console.write(style.paint(_("Installed"), BOLD) + "\n")
    for info in installed:
        sign = style.sign("●", "*") if info.id == used else " "
        console.write(_entry(f"{sign} {safe(info.id)}", size_text(info.size_bytes), info.catalogue, style))
    if others:
        console.write("\n" + style.paint(_("To be had"), BOLD) + "\n")
    for model in others:
        console.write(_entry(f"  {model.id}", size_text(model.size_bytes), model, style))
    console.write("\n" + _advice(store, style))


def _entry(head: str, size: str, model: CatalogueModel | None, style: Style) -> str:
    facts = [size]
    if model is not None:
        facts.append(model.licence)
    lines = [style.paint(head, BOLD) + "  " + ", ".join(facts)]
    if model is not None:
        lines += paragraph(model.note, style, indent=4)
        rates = ", ".join(
            _("{wer:g} % on {data}").format(wer=wer, data=data) for data, wer in model.wer.items()
        )
        if rates:
            text = _("Words it gets wrong: {rates} ({source}).")
            lines += paragraph(text.format(rates=rates, source=model.wer_source), style, DIM, indent=4)
        if not model.installable and model.url:
            told = _("Download {url} yourself, then: rehearse models install --from FILE.zip")
            lines += paragraph(told.format(url=model.url), style, DIM, indent=4)
    return "\n".join(lines) + "\n"


def _advice(store: ModelStore, style: Style) -> str:
    best = next((model for model in store.catalogue if model.installable), None)
    if best is None:
        return ""
    from rehearse.speech.store import RECOMMENDED

    text = _("“rehearse models install {name}” downloads a model and makes it the one that hears.")
    return "\n".join(paragraph(text.format(name=RECOMMENDED), style)) + "\n"


def _installed_dict(model: ModelInfo, used: str | None) -> dict[str, Any]:
    data = _catalogue_dict(model.id, model.catalogue)
    return {
        **data,
        "installed": True,
        "in_use": model.id == used,
        "origin": model.origin,
        "folder": str(model.folder),
        "size_bytes": model.size_bytes,
    }


def _catalogue_dict(model_id: str, model: CatalogueModel | None) -> dict[str, Any]:
    return {
        "id": model_id,
        "title": model.title if model else None,
        "language": model.language if model else None,
        "licence": model.licence if model else None,
        "wer": dict(model.wer) if model else None,
        "installable": model.installable if model else False,
        "installed": False,
        "in_use": False,
        "origin": None,
        "folder": None,
        "size_bytes": model.size_bytes if model else None,
    }


def _install(args: Namespace, context: Context) -> None:
    from rehearse.speech.install import install, install_from

    if (args.name is None) == (args.source is None):
        raise UsageError(_("Give either the name of a model or --from with a zip or a folder."))
    store, console = context.studio.models, context.console
    line = ProgressLine(console, args.name or Path(args.source).name)
    try:
        with cancelled_by_signal() as cancel:
            if args.source is not None:
                model = install_from(store, Path(args.source), on_progress=line, cancel=cancel)
            else:
                model = install(store, args.name, on_progress=line, cancel=cancel)
    except (Cancelled, KeyboardInterrupt):
        resumes = _("Stopped; the same command goes on where it stopped.")
        raise Cancelled(resumes if args.source is None else _("Stopped; nothing was changed.")) from None
    finally:
        console.clear()
    console.say(_("Installed {name}.").format(name=model.id))
    if context.studio.settings.value.model is not None:
        try:
            used = context.studio.use_model(model.id)
        except RehearseError as error:
            console.error(error)
            return
        console.say(_("{name} hears from now on.").format(name=used.id))
        return
    console.say(_("{name} hears from now on.").format(name=store.resolve().id))


def _remove(args: Namespace, context: Context) -> None:
    studio = context.studio
    studio.models.remove(args.name)
    if studio.settings.value.model == args.name:
        studio.settings.update(model=None)
    context.console.say(_("Removed {name}; it can be installed again at any time.").format(name=args.name))
    context.console.say(_("{name} hears from now on.").format(name=studio.models.resolve().id))


def _use(args: Namespace, context: Context) -> None:
    name = str(Path(args.name).resolve()) if Path(args.name).is_dir() else args.name
    context.console.progress(_("Trying {name} out…").format(name=args.name), at_once=True)
    used = context.studio.use_model(name)
    context.console.say(_("{name} hears from now on.").format(name=used.id))
