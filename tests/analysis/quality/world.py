"""A small sound delivery, and the faults that can be planted in it."""

import csv
import io
from copy import deepcopy
from typing import Any

Rows = dict[str, list[dict[str, Any]]]

SOUND: Rows = {
    "fixmedins_b": [
        {"fixmedins_code": "H33010600001", "fixmedins_name": "市人民医院", "fixmedins_type": "1", "hosp_lv": "2", "fix_blng_admdvs": "330106", "uscc": "1"},
        {"fixmedins_code": "H33010600002", "fixmedins_name": "区中医院", "fixmedins_type": "1", "hosp_lv": "6", "fix_blng_admdvs": "330106", "uscc": "2"},
    ],
    "psn_info_b": [
        {"psn_no": "P1", "gend": "1", "brdy": "1970-01-02", "certno": "330106197001020011", "insutype": "310"},
        {"psn_no": "P2", "gend": "2", "brdy": "1980-03-04", "certno": "33010619800304002X", "insutype": "390"},
    ],
    "mdtrt_d": [
        {"mdtrt_id": "E1", "psn_no": "P1", "fixmedins_code": "H33010600001", "med_type": "11", "begntime": "2025-01-10 09:00:00", "endtime": "2025-01-10 10:00:00", "insutype": "310", "mdtrt_cert_type": "01"},
        {"mdtrt_id": "I1", "psn_no": "P2", "fixmedins_code": "H33010600001", "med_type": "21", "begntime": "2025-02-10 09:00:00", "endtime": "2025-02-14 10:00:00", "insutype": "390", "mdtrt_cert_type": "02",
         "dscg_maindiag_code": "I10.x00", "dscg_way": "1", "adm_dept_codg": "A03", "ipt_type": "1"},
        {"mdtrt_id": "E3", "psn_no": "P1", "fixmedins_code": "H33010600001", "med_type": "11", "begntime": "2025-03-10 09:00:00", "endtime": "2025-03-10 10:00:00", "insutype": "310", "mdtrt_cert_type": "01"},
    ],
    "setl_d": [
        {"setl_id": "S1", "mdtrt_id": "E1", "psn_no": "P1", "fixmedins_code": "H33010600001", "setl_time": "2025-01-10 10:00:00", "medfee_sumamt": "100.00", "fund_pay_sumamt": "70.00", "inscp_amt": "90.00", "hifp_pay": "60.00", "hifmi_pay": "10.00", "acct_pay": "0"},
        {"setl_id": "S2", "mdtrt_id": "I1", "psn_no": "P2", "fixmedins_code": "H33010600001", "setl_time": "2025-02-14 10:00:00", "medfee_sumamt": "50.00", "fund_pay_sumamt": "40.00", "inscp_amt": "50.00", "hifp_pay": "40.00", "acct_pay": "0"},
        {"setl_id": "S3", "mdtrt_id": "E3", "psn_no": "P1", "fixmedins_code": "H33010600001", "setl_time": "2025-03-10 10:00:00", "medfee_sumamt": "20.00", "fund_pay_sumamt": "10.00", "inscp_amt": "20.00", "hifp_pay": "10.00", "acct_pay": "0"},
    ],
    "fee_list_d": [
        {"bkkp_sn": "F1", "mdtrt_id": "E1", "setl_id": "S1", "psn_no": "P1", "fee_ocur_time": "2025-01-10 09:30:00", "cnt": "4", "pric": "25", "det_item_fee_sumamt": "100.00", "inscp_amt": "90.00", "fulamt_ownpay_amt": "0", "overlmt_selfpay": "0", "preselfpay_amt": "10.00"},
        {"bkkp_sn": "F2", "mdtrt_id": "I1", "setl_id": "S2", "psn_no": "P2", "fee_ocur_time": "2025-02-11 09:30:00", "cnt": "6", "pric": "10", "det_item_fee_sumamt": "60.00", "inscp_amt": "60.00", "fulamt_ownpay_amt": "0", "overlmt_selfpay": "0", "preselfpay_amt": "0"},
        {"bkkp_sn": "F3", "mdtrt_id": "I1", "setl_id": "S2", "psn_no": "P2", "fee_ocur_time": "2025-02-12 09:30:00", "cnt": "-1", "pric": "10", "det_item_fee_sumamt": "-10.00", "inscp_amt": "-10.00", "fulamt_ownpay_amt": "0", "overlmt_selfpay": "0", "preselfpay_amt": "0", "init_feedetl_sn": "F2"},
        {"bkkp_sn": "F4", "mdtrt_id": "E3", "setl_id": "S3", "psn_no": "P1", "fee_ocur_time": "2025-03-10 09:30:00", "cnt": "2", "pric": "10", "det_item_fee_sumamt": "20.00", "inscp_amt": "20.00", "fulamt_ownpay_amt": "0", "overlmt_selfpay": "0", "preselfpay_amt": "0"},
    ],
    "setl_list_diag_d": [{"mdtrt_id": "I1", "diag_code": "I10.x00", "maindiag_flag": "1", "diag_type": "1"}],
    "setl_list_oprn_d": [
        {"mdtrt_id": "I1", "oprn_oprt_code": "47.0100", "oprn_oprt_begntime": "2025-02-11 09:00:00", "oprn_oprt_endtime": "2025-02-11 10:00:00"}
    ],
}  # fmt: skip

for _line in SOUND["fee_list_d"]:
    _line |= {
        "fixmedins_code": "H33010600001",
        "med_list_codg": "XA01AAA000A001010100001",
        "list_type": "101",
        "med_chrgitm_type": "09",
        "bilg_dept_codg": "A03",
        "bilg_dr_code": "D1",
    }


def sound() -> Rows:
    """Return a fresh copy of the sound delivery."""
    return deepcopy(SOUND)


def row(rows: Rows, table: str, place: int, **changes: Any) -> dict[str, Any]:
    """Return a copy of one row with some columns changed."""
    return {**rows[table][place], **changes}


def files(rows: Rows) -> dict[str, str]:
    """Return the delivery as CSV files."""
    found = {}
    for table, entries in rows.items():
        columns = list(dict.fromkeys(name for entry in entries for name in entry))
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, columns)
        writer.writeheader()
        writer.writerows(entries)
        found[f"{table}.csv"] = text.getvalue()
    return found
