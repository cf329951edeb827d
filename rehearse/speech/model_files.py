"""Which files make a folder a Vosk model."""

from __future__ import annotations

from pathlib import Path

#: One of each row must be there; see `ReadDataFiles` in Vosk's model.cc.
_LAYOUT = (("am/final.mdl",), ("conf/mfcc.conf",), ("conf/model.conf",))
_FLAT_LAYOUT = (("final.mdl",), ("mfcc.conf",))  # older models: everything in one folder
_GRAPHS = (("HCLG.fst",), ("HCLr.fst", "Gr.fst"))


def looks_like_model(folder: Path) -> bool:
    """Cheap: whether somebody meant this folder as a model."""
    return (folder / "am" / "final.mdl").is_file() or (folder / "final.mdl").is_file()


def missing_files(folder: Path) -> list[str]:
    """The files a model needs that are not in `folder`, or are empty; [] when it is complete."""
    flat = not (folder / "am").is_dir() and (folder / "final.mdl").is_file()
    missing = [
        name for row in (_FLAT_LAYOUT if flat else _LAYOUT) for name in row if not _is_there(folder / name)
    ]
    graph = folder if flat else folder / "graph"
    lacking = [[name for name in row if not _is_there(graph / name)] for row in _GRAPHS]
    if all(lacking):
        # The kind of graph of which something is there, else the one-file kind.
        lacks = lacking[1] if len(lacking[1]) < len(_GRAPHS[1]) else lacking[0]
        missing += [(graph / name).relative_to(folder).as_posix() for name in lacks]
    return missing


def _is_there(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0


def folder_bytes(folder: Path) -> int:
    """The size of all files in `folder`."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def fingerprint(folder: Path) -> str:
    """Changes when a file of the model is replaced: names, sizes and times, not contents."""
    import hashlib

    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            stat = file.stat()
            digest.update(f"{file.relative_to(folder)}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
