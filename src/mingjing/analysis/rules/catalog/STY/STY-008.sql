/*---
code: STY-008
version: 1
title: 转嫁费用（住院期间门诊、院外、自费）
status: active
behaviour: cost_shifting
severity: 2
subject: visit
grain: [stay_id]
amount: share
scenes: [IP]
stages: [3]
law: [735-38-7, agreement]
params:
  own_share: {type: integer, default: 20, unit: '%', source: 目录内项目自费占住院总费用的比例；无官方数值，可按统筹区配置}
message: "{adm_date} 至 {dscg_date} 住院期间，{reasons}，涉及 {checkout_amt} 元。"
verify: 收集患者门诊、药店和自费票据，核对住院医嘱、手术记录中所用药品、耗材与收费清单，查看自费知情同意书。
defence: 患者书面选择升级的药品、耗材；门诊慢特病续方；与本次住院无关的门诊诊疗。
known_gaps: 现金购买、未上传的自费费用看不出；没有病种用药目录的，门诊慢特病费用一律不计；未交付收费项目等级、自费金额的，不查目录内自费；病种用药目录只用来排除，疑点没有可引的知识行。
evidence: [adm_date, dscg_date, clr_way, grp_code, medfee, own_amt, own_pct, reasons]
works_without: [dise_drug]
cases:
  - name: 住院第三日在门诊收取钢板 6000 元
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-12 10:00:00"}
        - {mdtrt_id: E1}
      fee_list_d:
        - {mdtrt_id: I1, pric: 100}
        - {mdtrt_id: E1, bkkp_sn: A, med_list_codg: C0301010101, pric: 6000, fee_ocur_time: "2026-03-04 10:00:00"}
        - {mdtrt_id: E1, bkkp_sn: B, med_list_codg: "001204000060000", pric: 12, fee_ocur_time: "2026-03-04 10:00:00"}
    finds:
      - {checkout_amt: 6000.00, fund_amt: 4800.00, checkout_cnt: 1, sev_deg: 2, occurred_on: "2026-03-04", bkkp_sns: [A], related_ids: [I1], evidence: {branch: [a]}}
  - name: 同一单位的药店、完全自费的检查
    given:
      fixmedins_b:
        - {fixmedins_code: H, uscc: U}
        - {fixmedins_code: D1, uscc: U}
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-12 10:00:00"}
        - {mdtrt_id: E1}
        - {mdtrt_id: E2, fixmedins_code: D1}
      fee_list_d:
        - {mdtrt_id: I1, pric: 100}
        - {mdtrt_id: E1, bkkp_sn: A, med_list_codg: "002102000010000", med_chrgitm_type: "03", pric: 500, inscp_amt: 0, fulamt_ownpay_amt: 500, fee_ocur_time: "2026-03-03 10:00:00"}
        - {mdtrt_id: E2, bkkp_sn: B, med_list_codg: XA01AAA001A001010100001, pric: 80, fee_ocur_time: "2026-03-11 10:00:00"}
    finds:
      - {checkout_amt: 580.00, fund_amt: null, bkkp_sns: [A, B]}
  - name: 门诊特病续方胰岛素
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-12 10:00:00"}
        - {mdtrt_id: E1, med_type: "140104", dise_no: M01600}
      fee_list_d:
        - {mdtrt_id: I1, pric: 100}
        - {mdtrt_id: E1, med_list_codg: XA10ADG020B001010100001, pric: 80, fee_ocur_time: "2026-03-04 10:00:00"}
    finds: []
  - name: 门诊特病有用药目录，目录外的药品计入、目录内的不计
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-12 10:00:00"}
        - {mdtrt_id: E1, med_type: "140104", dise_no: M01600}
      fee_list_d:
        - {mdtrt_id: I1, pric: 100}
        - {mdtrt_id: E1, med_list_codg: XA10ADG020B001010100001, pric: 80, fee_ocur_time: "2026-03-04 10:00:00"}
        - {mdtrt_id: E1, bkkp_sn: B, med_list_codg: XJ01DDA047B001010100001, pric: 90, fee_ocur_time: "2026-03-04 10:00:00"}
    knowledge:
      dise_drug: [{dise_no: M01600, item_code: XA10ADG020B001010100001}]
    finds:
      - {checkout_amt: 90.00, bkkp_sns: [B]}
  - name: 入院当日、出院当日的门诊费用和出院带药
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-12 10:00:00"}
        - {mdtrt_id: E1}
        - {mdtrt_id: E2}
      fee_list_d:
        - {mdtrt_id: I1, pric: 100}
        - {mdtrt_id: E1, med_list_codg: XA01AAA001A001010100001, pric: 80, fee_ocur_time: "2026-03-02 08:00:00"}
        - {mdtrt_id: E1, med_list_codg: XA01AAA001A001010100001, pric: 81, dscg_tkdrug_flag: "1", fee_ocur_time: "2026-03-11 08:00:00"}
        - {mdtrt_id: E2, med_list_codg: XA01AAA001A001010100001, pric: 82, fee_ocur_time: "2026-03-12 18:00:00"}
    finds: []
  - name: 门诊药费已退
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-12 10:00:00"}
        - {mdtrt_id: E1}
      fee_list_d:
        - {mdtrt_id: I1, pric: 100}
        - {mdtrt_id: E1, bkkp_sn: A, med_list_codg: XA01AAA001A001010100001, pric: 80, fee_ocur_time: "2026-03-04 08:00:00"}
        - {mdtrt_id: E1, med_list_codg: XA01AAA001A001010100001, cnt: -1, pric: 80, init_feedetl_sn: A, fee_ocur_time: "2026-03-05 08:00:00"}
    finds: []
  - name: 他院的门诊
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-12 10:00:00"}
        - {mdtrt_id: E1, fixmedins_code: H2}
      fee_list_d:
        - {mdtrt_id: I1, pric: 100}
        - {mdtrt_id: E1, med_list_codg: XA01AAA001A001010100001, pric: 80, fee_ocur_time: "2026-03-04 08:00:00"}
    finds: []
  - name: 按病组付费，目录内项目自费占两成
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-12 10:00:00"}]
      setl_d: [{mdtrt_id: I1, clr_way: "40", grp_code: FF25, medfee_sumamt: 10000, inscp_amt: 8000, fund_pay_sumamt: 6400}]
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, pric: 2000, chrgitm_lv: "02", inscp_amt: 0, fulamt_ownpay_amt: 2000, fee_ocur_time: "2026-03-05 10:00:00"}
        - {mdtrt_id: I1, bkkp_sn: B, pric: 8000, chrgitm_lv: "01"}
    finds:
      - {mdtrt_id: I1, checkout_amt: 2000.00, fund_amt: null, sev_deg: 2, bkkp_sns: [A], evidence: {branch: [b], own_pct: 20, own_amt: 2000}}
  - name: 目录内项目自费略低于两成
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-12 10:00:00"}]
      setl_d: [{mdtrt_id: I1, clr_way: "50", grp_code: FF25, medfee_sumamt: 10000, inscp_amt: 8000, fund_pay_sumamt: 6400}]
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, pric: 1999.99, chrgitm_lv: "02", inscp_amt: 0, fulamt_ownpay_amt: 1999.99}
        - {mdtrt_id: I1, bkkp_sn: B, pric: 8000, chrgitm_lv: "01"}
    finds: []
  - name: 按项目付费、丙类自费、自费金额未填
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-12 10:00:00"}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-02 09:00:00", endtime: "2026-03-12 10:00:00"}
        - {mdtrt_id: I3, psn_no: P3, begntime: "2026-03-02 09:00:00", endtime: "2026-03-12 10:00:00"}
      setl_d:
        - {mdtrt_id: I1, clr_way: "1", medfee_sumamt: 10000, inscp_amt: 6000, fund_pay_sumamt: 4800}
        - {mdtrt_id: I2, clr_way: "40", medfee_sumamt: 10000, inscp_amt: 6000, fund_pay_sumamt: 4800}
        - {mdtrt_id: I3, clr_way: "40", medfee_sumamt: 10000, inscp_amt: 6000, fund_pay_sumamt: 4800}
      fee_list_d:
        - {mdtrt_id: I1, pric: 4000, chrgitm_lv: "02", inscp_amt: 0, fulamt_ownpay_amt: 4000}
        - {mdtrt_id: I2, pric: 4000, chrgitm_lv: "03", inscp_amt: 0, fulamt_ownpay_amt: 4000}
        - {mdtrt_id: I3, pric: 4000, chrgitm_lv: "02", inscp_amt: 0, fulamt_ownpay_amt: null}
    finds: []
  - name: 限制使用的药品不符合限定条件，按自费处理
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-12 10:00:00"}]
      setl_d: [{mdtrt_id: I1, clr_way: "2", medfee_sumamt: 10000, inscp_amt: 6000, fund_pay_sumamt: 4800}]
      hilist_b: [{hilist_code: XL01FXA999A001010100901, begndate: 2025-01-01, hilist_name: 限制使用的药品, list_type: "101", lmt_used_flag: "1"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: XL01FXA999A001010100901, pric: 4000, chrgitm_lv: "02", inscp_amt: 0, fulamt_ownpay_amt: 4000}
        - {mdtrt_id: I1, pric: 6000, chrgitm_lv: "01"}
    finds: []
---*/
WITH beside AS (
  -- Outpatient encounters of the person at the institution that reach into the stay.
  SELECT e.mdtrt_id, s.stay_id, s.mdtrt_ids, s.adm_date AS in_from, s.dscg_date AS in_to, s.medfee, s.admdvs AS stay_admdvs
  FROM stay AS s
  JOIN enc AS e ON e.psn_no = s.psn_no AND e.inst_key = s.inst_key AND e.adm_date < s.dscg_date
  WHERE s.in_scope AND NOT s.is_open AND s.nights >= 2 AND e.scene IN ('OP', 'PH')
    AND coalesce(e.dscg_date, add_days(e.adm_date, 31)) > s.adm_date
), outside AS (
  SELECT f.*, b.stay_id, b.mdtrt_ids, b.in_from, b.in_to
  FROM fee_net AS f
  JOIN beside AS b ON b.mdtrt_id = f.mdtrt_id AND f.svc_date > b.in_from AND f.svc_date < b.in_to
  WHERE f.in_scope AND f.settled AND f.gross > 0 AND NOT f.takehome AND f.scene IN ('OP', 'PH')
    AND (f.kind IN ('drug', 'cons') OR optional(f.chrg) IN ('03', '04'))
), programme AS (
  SELECT DISTINCT dise_no, kreg FROM dise_drug
), listed AS (
  -- What a chronic-disease programme pays goes on during a stay; without a list, all of it.
  SELECT o.bkkp_sn
  FROM outside AS o
  LEFT JOIN region_class AS r ON r.admdvs = o.insu_admdvs
  LEFT JOIN dise_drug AS k
    ON k.dise_no = optional(o.dise_no) AND (k.item_code IS NULL OR k.item_code = o.item) AND k.kreg = coalesce(r.kreg, 0)
    AND o.svc_date >= k.k_from AND o.svc_date < k.k_to
  LEFT JOIN programme AS p ON p.dise_no = optional(o.dise_no) AND p.kreg = coalesce(r.kreg, 0)
  WHERE starts_with(o.med_type, '14') AND (k.dise_no IS NOT NULL OR p.dise_no IS NULL)
), restricted AS (
  SELECT DISTINCT optional(hilist_code) AS hilist_code FROM hilist_b WHERE optional(lmt_used_flag) = '1'
), own AS (
  SELECT f.*, e.stay_id
  FROM fee_net AS f
  JOIN stay_enc AS e ON e.mdtrt_id = f.mdtrt_id
  LEFT JOIN restricted AS r ON r.hilist_code = f.med_list_codg
  WHERE f.in_scope AND f.settled AND f.is_ip AND f.gross > 0
    AND optional(f.lvl) IN ('01', '02') AND optional(f.inscp_amt) = 0 AND optional(f.ownpay) > 0 AND r.hilist_code IS NULL
), borne AS (
  SELECT o.stay_id, CAST(SUM(o.gross) AS DECIMAL(16,2)) AS own_amt FROM own AS o GROUP BY o.stay_id
), hit AS (
  SELECT
    'a' AS branch, o.stay_id, o.mdtrt_ids, o.bkkp_sn, o.mdtrt_id, o.setl_id, o.psn_no, o.fixmedins_code, o.svc_date, o.item,
    o.item_name, o.cnt, o.pric, o.gross, o.amt, o.in_from AS adm_date, o.in_to AS dscg_date, CAST(NULL AS VARCHAR) AS clr_way,
    CAST(NULL AS VARCHAR) AS grp_code, CAST(NULL AS DECIMAL(16,2)) AS medfee, CAST(NULL AS DECIMAL(16,2)) AS own_amt,
    '另在门诊、药店结算药品、检查、耗材' AS reason
  FROM outside AS o
  LEFT JOIN listed AS l ON l.bkkp_sn = o.bkkp_sn
  WHERE l.bkkp_sn IS NULL
  UNION ALL
  -- The patient paid these: no settlement's fund share applies to them.
  SELECT
    'b' AS branch, s.stay_id, CAST(NULL AS VARCHAR) AS mdtrt_ids, o.bkkp_sn, o.mdtrt_id, CAST(NULL AS VARCHAR) AS setl_id, o.psn_no,
    o.fixmedins_code, o.svc_date, o.item, o.item_name, o.cnt, o.pric, o.gross, o.amt, s.adm_date, s.dscg_date,
    optional(s.clr_way) AS clr_way, optional(s.grp_code) AS grp_code, s.medfee, b.own_amt,
    '将目录内甲类、乙类项目按自费收取' AS reason
  FROM own AS o
  JOIN borne AS b ON b.stay_id = o.stay_id
  JOIN stay AS s ON s.stay_id = o.stay_id
  WHERE NOT s.is_open AND (optional(s.clr_way) IN ('2', '40', '50') OR optional(s.grp_code) IS NOT NULL)
    AND b.own_amt * 100 >= s.medfee * param('own_share', s.adm_date, s.admdvs)
), spoken AS (
  SELECT stay_id, remove_matches(replace(joined(reason), '|', '，'), '^，|，$') AS reasons FROM hit GROUP BY stay_id
)
SELECT
  h.*, h.mdtrt_ids AS related_id, h.gross AS hit_amt, p.reasons,
  floor_int(ratio(h.own_amt * 100, h.medfee)) AS own_pct
FROM hit AS h
JOIN spoken AS p ON p.stay_id = h.stay_id
