"""Make the packaged table of places from the npm package @etalab/decoupage-administratif.

    python scripts/make_places.py            # fetches the package with `npm pack`
    python scripts/make_places.py FILE.tgz   # reads a package fetched before

Writes places.parquet, places.toml (version and sources) and places.LICENSE into
src/argos/core/data. The result is committed: Argos itself fetches nothing.
"""

import base64
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import polars as pl

VERSION = "6.0.0"
PACKAGE = "@etalab/decoupage-administratif"
TARGET = Path(__file__).resolve().parent.parent / "src" / "argos" / "core" / "data"
# Health publishers (Santé publique France, ATIH, FINESS) number these collectivités as régions;
# INSEE does not. Without them the région files of Santé publique France have unknown places.
EXTRA_REGIONS = {"975": "05", "977": "07", "978": "08"}
# Uninhabited; no file about health can concern them.
LEFT_OUT = ("984", "989")
COLUMNS = ("place", "level", "name", "population", "com", "epci", "dep", "reg")
SCHEMA = pl.Schema({name: pl.String() for name in COLUMNS} | {"population": pl.Int64()})


def fetch(folder: Path) -> Path:
    """Download the package's archive into a folder."""
    command = ["npm", "pack", f"{PACKAGE}@{VERSION}", "--pack-destination", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    return next(folder.glob("*.tgz"))


def read(archive: Path) -> tuple[dict[str, pl.DataFrame], str]:
    """Return the package's tables by name, and its licence."""

    def content(tar: tarfile.TarFile, name: str) -> bytes:
        member = tar.extractfile(f"package/{name}")
        if member is None:
            raise SystemExit(f"{archive} has no {name}")
        return member.read()

    with tarfile.open(archive) as tar:
        version = json.loads(content(tar, "package.json"))["version"]
        if version != VERSION:
            raise SystemExit(f"{archive} is version {version}, expected {VERSION}")
        tables = {
            name: pl.DataFrame(
                json.loads(content(tar, f"data/{name}.json")), infer_schema_length=None
            )
            for name in ("communes", "departements", "regions", "epci")
        }
        return tables, content(tar, "LICENSE").decode()


def table_of(content: bytes) -> pl.DataFrame:
    """Read a JSON list of objects; keys that the first ones lack are kept."""
    return pl.DataFrame(json.loads(content), infer_schema_length=None)


def communes_of(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Return today's communes with their parents and legal populations."""
    members = (
        tables["epci"]
        .explode("membres")
        .select(pl.col("membres").struct.field("code"), epci="epci:" + pl.col("code"))
    )
    return (
        tables["communes"]
        .filter(pl.col("type") == "commune-actuelle", ~pl.col("departement").is_in(LEFT_OUT))
        .join(members, on="code", how="left", validate="1:1")
        .select(
            place="com:" + pl.col("code"),
            level=pl.lit("com"),
            name="nom",
            population="population",
            epci="epci",
            dep="dep:" + pl.col("departement"),
            reg=region(pl.col("departement"), pl.col("region")),
        )
    )


def region(departement: pl.Expr, code: pl.Expr) -> pl.Expr:
    """Type a région's code; a collectivité has the publishers' code or none."""
    extra = departement.replace_strict(EXTRA_REGIONS, default=None, return_dtype=pl.String)
    official = pl.when(departement.str.starts_with("98") | extra.is_not_null()).then(extra)
    return "reg:" + official.otherwise(code)


def parts_of(tables: dict[str, pl.DataFrame], communes: pl.DataFrame) -> pl.DataFrame:
    """Return what lies in one commune of today: municipal arrondissements, former communes."""
    parent = pl.coalesce("commune", "chefLieu")
    parts = (
        tables["communes"]
        .filter(pl.col("type") != "commune-actuelle")
        .with_columns(place="com:" + pl.col("code"), com="com:" + parent)
        .filter(pl.col("place") != pl.col("com"))
    )
    arrondissement = pl.col("type") == "arrondissement-municipal"
    above = communes.select("epci", "dep", "reg", com="place")
    return parts.join(above, on="com", how="inner").select(
        "place",
        "com",
        "epci",
        "dep",
        "reg",
        "population",
        level=pl.when(arrondissement).then(pl.lit("com")).otherwise(pl.lit("former-com")),
        name="nom",
    )


def sums(communes: pl.DataFrame, level: str) -> pl.DataFrame:
    """Sum legal populations by level, with the parents that all communes share."""
    shared = [
        pl.when(pl.col(n).n_unique() == 1).then(pl.col(n).first()).alias(n)
        for n in ("epci", "dep", "reg")
        if n != level
    ]
    grouped = communes.group_by(place=level).agg(pl.col("population").sum(), *shared)
    return grouped.filter(pl.col("place").is_not_null())


def named(tables: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return place and name for each level above the commune."""
    typed = {
        level: tables[table].select(place=f"{level}:" + pl.col("code"), name="nom")
        for level, table in (("reg", "regions"), ("dep", "departements"), ("epci", "epci"))
    }
    names = dict(typed["dep"].rows())
    extra = [(f"reg:{reg}", names[f"dep:{dep}"]) for dep, reg in EXTRA_REGIONS.items()]
    added = pl.DataFrame(extra, schema=["place", "name"], orient="row")
    return typed | {"reg": pl.concat([typed["reg"], added])}


def table(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Build the whole table, nation first."""
    communes = communes_of(tables)
    kept = {"reg": (), "dep": ("reg",), "epci": ("dep", "reg")}
    rows = [communes, parts_of(tables, communes)]
    for level, names in named(tables).items():
        summed = sums(communes, level).select("place", "population", *kept[level])
        rows.append(names.join(summed, on="place").with_columns(level=pl.lit(level)))
    # INSEE's France: the eighteen régions, without the collectivités.
    france = communes.filter(~pl.col("dep").str.contains(r"dep:(975|977|978|98)"))
    nation = {"place": "fra", "level": "fra", "name": "France"}
    rows.append(pl.DataFrame([nation | {"population": france["population"].sum()}]))
    order = pl.Enum(["fra", "reg", "dep", "epci", "com", "former-com"])
    return (
        pl.concat(rows, how="diagonal")
        .select(pl.col(name).cast(dtype) for name, dtype in SCHEMA.items())
        .sort(pl.col("level").cast(order), "place")
    )


def provenance(archive: Path) -> str:
    """Say where the table comes from, as TOML."""
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    return f"""# Written by scripts/make_places.py.
package = "{PACKAGE}"
version = "{VERSION}"
integrity = "sha512-{digest}"
licence = "MIT (package); Licence Ouverte 2.0 (data)"
year = 2026
sources = [
  "INSEE, Code officiel géographique",
  "DGCL, liste et composition des EPCI à fiscalité propre",
  "INSEE, populations légales en vigueur au 1er janvier 2026 ; Mayotte : recensement de 2017",
]
"""


def main() -> None:
    """Write the three files."""
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(sys.argv[1]) if len(sys.argv) > 1 else fetch(Path(folder))
        tables, licence = read(archive)
        places = table(tables)
        places.write_parquet(TARGET / "places.parquet", compression="zstd", compression_level=19)
        (TARGET / "places.toml").write_text(provenance(archive), "utf-8")
        (TARGET / "places.LICENSE").write_text(licence, "utf-8")
    print(places.group_by("level", maintain_order=True).len())


if __name__ == "__main__":
    main()
