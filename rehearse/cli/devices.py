"""`rehearse devices`: microphones and loudspeakers, explained."""

from __future__ import annotations

import json
from argparse import Namespace
from typing import TYPE_CHECKING, Any

from rehearse.cli.waits import telling_waits
from rehearse.exchange.terminal import BOLD
from rehearse.i18n import _

if TYPE_CHECKING:
    from rehearse.audio.devices import Device
    from rehearse.cli.program import Context


def run(args: Namespace, context: Context) -> int:
    from rehearse.audio.devices import list_devices

    with telling_waits(context.console):
        devices = list_devices()
    settings = context.studio.settings.value
    chosen = {"input": settings.input_device, "output": settings.output_device}
    console = context.console
    if args.format == "json":
        console.machine_output()
        listed = [_to_dict(device, chosen[device.kind]) for device in devices]
        console.write(json.dumps(listed, ensure_ascii=False, indent=1) + "\n")
        return 0
    style = console.style
    titles = {"input": _("Microphones"), "output": _("Loudspeakers")}
    nothing = {
        "input": _("  none: plug one in; if it is plugged in, allow Rehearse to use the microphone"),
        "output": _("  none: takes can be recorded but not played"),
    }
    for kind, title in titles.items():
        found = [device for device in devices if device.kind == kind]
        console.write(style.paint(title, BOLD) + "\n")
        console.write("".join(_line(device, chosen[kind], style.sign("●", "*")) for device in found))
        if not found:
            console.write(nothing[kind] + "\n")
    return 0


def _line(device: Device, chosen: str | None, sign: str) -> str:
    from rehearse.audio.devices import describe
    from rehearse.exchange.terminal import safe

    used = device.key.to_text() == chosen if chosen else device.is_default
    return f"{sign if used else ' '} {safe(describe(device))}\n"


def _to_dict(device: Device, chosen: str | None) -> dict[str, Any]:
    return {
        "kind": device.kind,
        "name": device.key.name,
        "host_api": device.key.host_api,
        "channels": device.channels,
        "default_rate_hz": device.default_rate_hz,
        "is_default": device.is_default,
        "chosen": device.key.to_text() == chosen if chosen else False,
    }
