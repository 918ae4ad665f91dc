"""`mingjing screen`: a lake in, findings, leads and report out."""

import os
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from mingjing.analysis.screening import run
from mingjing.analysis.screening.health import NOISY_SHARE
from mingjing.analysis.screening.run_record import TOO_FEW, missing_label
from mingjing.cli.console import emit, json_option, local_option, progress_option, stages
from mingjing.kernel.errors import UsageError

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command(name="screen")
@click.option(
    "--lake", type=click.Path(path_type=Path), required=True, help="数据湖文件夹（mingjing ingest 的结果）。"
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="结果文件夹。")
@click.option("--rules", "codes", default="", help="只运行这些规则和模型，逗号分隔；缺省为全部在用的。")
@click.option(
    "--pack", "packs", multiple=True, help="只运行这个规则包并收窄到该领域，可多次给出；可与 --rules 同用。"
)
@click.option("--since", type=_DAY, help="行为发生日期的起点（含）。")
@click.option("--until", type=_DAY, help="行为发生日期的终点（含）。")
@click.option(
    "--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True, help="计算引擎。"
)
@click.option("--master", default="", help="Spark 主节点地址；缺省在本机运行。")
@click.option("--threads", type=click.IntRange(1), help="线程数；缺省为本机核数。")
@click.option("--memory", default="4GB", show_default=True, help="内存上限，超出部分落盘。")
@local_option
@click.option(
    "--noisy",
    type=click.FloatRange(0, 100),
    default=100 * NOISY_SHARE,
    show_default=True,
    help="规则命中的就诊（机构）超过这个百分比，就提示命中过多。",
)
@click.option(
    "--capacity",
    multiple=True,
    metavar="[区划=]条数",
    help="各地能核查的线索条数，如 3301=200；不写区划即其余各地。超出的不列入清单（仍在 leads.parquet），含明确违规的不受限。",
)
@click.option(
    "--region", default="", help="只列归属这个医保区划（前缀）的机构的疑点，以及归不到任何区划的疑点。"
)
@click.option("--shadow", default="", help="这些规则只作试运行（不计入合计和线索），逗号分隔。")
@click.option(
    "--last",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="上次筛查的结果文件夹：比较各模型的数据有无漂移，上次已冻结的模型沿用原校准。",
)
@click.option("--no-models", is_flag=True, help="只运行规则，不运行大数据模型（点名的模型照常运行）。")
@click.option("--one-by-one", is_flag=True, help="逐条运行规则，不合并扫描（用于核对与计时）。")
@progress_option
@json_option
def command(lake: Path, out: Path, progress: Path | None, as_json: bool, **asked: Any) -> None:
    """筛查数据湖，得出疑点、线索清单和报告。"""
    settings = _settings(**asked)
    with stages(progress) as report:
        found = run.screen(lake, out, settings, report)
    emit(found, as_json, _text(found, out))


def _settings(
    codes: str,
    packs: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    engine: str,
    master: str,
    threads: int | None,
    memory: str,
    noisy: float,
    capacity: tuple[str, ...],
    region: str,
    shadow: str,
    last: Path | None,
    no_models: bool,
    one_by_one: bool,
) -> run.Settings:
    return run.Settings(
        codes=_listed(codes),
        packs=packs,
        since=since.date() if since else None,
        until=until.date() if until else None,
        engine=engine,
        memory=memory,
        master=master,
        fused=not one_by_one,
        noisy=noisy / 100,
        capacity=_capacity(capacity),
        region=region,
        shadow=_listed(shadow),
        models=not no_models,
        last=last.absolute() if last else None,
        threads=threads or os.cpu_count() or 2,
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(code.strip() for code in text.split(",") if code.strip())


def _capacity(given: tuple[str, ...]) -> dict[str, int]:
    """Read `division prefix=number` or a bare number. Raises UsageError."""
    read = {}
    for one in given:
        division, _, number = one.rpartition("=")
        if not number.isdigit() or not (division.isdigit() or division == ""):
            raise UsageError(f"--capacity 的“{one}”看不懂", do="写成 3301=200（区划代码=条数），或只写条数")
        read[division] = int(number)
    return read


def _text(found: dict[str, Any], out: Path) -> str:
    totals = found["totals"]
    absent = [rule for rule in found["rules"] if rule["status"] == "not_evaluated"]
    lines = [
        f"筛查完成，用时 {found['seconds']:.1f} 秒；费用期间 {found['span']['first']} 至 {found['span']['last']}。",
        f"规则：评估 {len(found['rules']) - len(absent)} 条，未能评估 {len(absent)} 条。",
        f"疑点 {totals['findings']} 条：明确违规 {totals['sev1']}，高度可疑 {totals['sev2']}，轻度可疑 {totals['sev3']}。",
        f"检出金额 {totals['plain_amt']:,} 元；同一明细只计一次为 {totals['net_amt']:,} 元，其中基金 {totals['net_fund']:,} 元。",
    ]
    lines += [
        f"  未能评估 {rule['code']} {rule['title']}：缺 {'、'.join(map(missing_label, rule['missing']))}"
        for rule in absent
    ]
    lines += _models(found)
    if found.get("unplaced", {}).get("findings"):
        lines.append(
            f"  其中 {found['unplaced']['findings']} 条没有机构、或机构档案中没有区划，归不到任何区划，一并列出。"
        )
    lines += _apart(found)
    if found["guarded"]["institution_months"]:
        lines.append(
            f"  编码未贯标的机构月份 {found['guarded']['institution_months']} 个，规则 {'、'.join(found['guarded']['rules'])}"
            f" 在其中未作评估，清单见 {out}/guarded.parquet"
        )
    lines.append(
        f"结果：{out}/leads.xlsx（线索清单）、report.html（报告）、findings.parquet、summary.json、manifest.json"
    )
    return "\n".join(lines)


def _models(found: dict[str, Any]) -> list[str]:
    """Say which models judged, which could not and why."""
    told = found["models"]
    if not told:
        return []
    done = [model for model in told if model["status"] == "evaluated"]
    raw = sum(not model["calibration"]["method"] for model in done)
    lines = [
        f"模型：评估 {len(done)} 个，未能评估 {len(told) - len(done)} 个；{raw} 个的得分未经校准。得分只作核查的理由。"
    ]
    for model in told:
        name = f"{model['code']} {model['title']}"
        if model["status"] == "not_evaluated":
            lines.append(f"  未能评估 {name}：缺 {'、'.join(map(missing_label, model['missing']))}")
        elif model["status"] == "abstained":
            lines.append(f"  不作判断 {name}：缺{TOO_FEW}")
    return lines + _learnt(found)


def _learnt(found: dict[str, Any]) -> list[str]:
    """Say how leads are ordered and why, and what changed in the data that models see."""
    drift, lines = found["drift"], [f"线索排序：{found['ranking']['why']}。"]
    if not drift["against"]:
        lines.append("模型漂移：没有指定上次筛查（--last），本次不比较。")
    lines += [
        f"  漂移 {one['code']} {one['title']}：{text}" for one in drift["warned"] for text in one["told"]
    ]
    if drift["dead"]:
        dead = "、".join(f"{one['code']} {len(one['features'])} 项" for one in drift["dead"])
        lines.append(
            f"  无效特征（全部为空或只有一个值，多因数据太少）：{dead}；名称用 mingjing models drift 结果文件夹 查看。"
        )
    return lines


def _apart(found: dict[str, Any]) -> list[str]:
    """Say what does not count and why, and how the rules did: on trial, suppressed, dead, noisy."""
    lines = [
        f"  试运行（不计入合计和线索）{rule['code']} {rule['title']}：{rule['findings']} 条，{rule['checkout_amt']:,} 元"
        for rule in found["shadow"]
    ]
    gone = found["suppressed"]
    until = sorted({str(one["expires_on"]) for one in gone["entries"] if one["findings"]})
    if gone["findings"]:
        lines.append(
            f"已豁免 {gone['findings']} 条 {gone['plain_amt']:,} 元，到期日 {'、'.join(until)}，见 suppressed.parquet。"
        )
    expired = [one["key"] for one in gone["entries"] if one["expired"]]
    if expired:
        lines.append(f"  已到期、不再有效的豁免：{'、'.join(expired)}")
    health = found["rule_health"]
    units = {"encounter": "次就诊", "institution": "家机构"}
    lines += [
        f"  命中过多 {rule['code']} {rule['title']}：{rule['of']:,} {units[rule['unit']]}中命中 {rule['hit']:,}（{rule['share']:.1%}）"
        for rule in health["noisy"]
    ]
    if health["dead"]:
        lines.append(
            f"  已评估、本次没有命中的规则 {len(health['dead'])} 条：{'、'.join(r['code'] for r in health['dead'])}"
        )
    return lines
