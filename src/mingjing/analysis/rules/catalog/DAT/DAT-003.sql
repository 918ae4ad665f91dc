/*---
code: DAT-003
version: 1
title: 诊断、手术编码异常
status: active
national_code: [GZ10000201003000, GZ10000201004000]
behaviour: record_anomaly
severity: 3
subject: visit
grain: [mdtrt_id, branch]
amount: none
scenes: [IP]
stages: [3]
law: [735-39-3, agreement]
message: "{adm_date} 入院：{reason}。"
verify: 调阅病历、检查报告、手术和麻醉记录，核对出院诊断、手术操作编码是否有依据、主要手术是否选对。
defence: 诊断依据来自外院资料或自备药品；床旁操作不单独收费；手术费按本院编码上传。
known_gaps: 自备药品、外院检查看不出；诊断依据、手术收费对照为常见类目，细到项目的由本地补充；机构全期没有手术编码的，不查手术费无编码。
evidence: [diags, diag_names, main_oprn, dearest_oprn, main_fee, dearest_fee, main_cnt, oprn_amt]
cases:
  - name: 呼吸衰竭，没有吸氧、血气、呼吸机
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: J44.100}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: J96.000}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001109000010000", fee_ocur_time: "2026-03-03 09:00:00"}
    finds:
      - {mdtrt_id: I1, checkout_amt: null, checkout_cnt: 1, amount_basis: none, sev_deg: 3, national_code: GZ10000201003000, occurred_on: "2026-03-09", evidence: {branch: [a], diags: "|J96.000|"}}
  - name: 血气分析前一日在门诊做过
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: J44.100}
        - {mdtrt_id: E1, begntime: "2026-03-01 09:00:00"}
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: J96.000}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001109000010000", fee_ocur_time: "2026-03-03 09:00:00"}
        - {mdtrt_id: E1, med_list_codg: "002503000010000", fee_ocur_time: "2026-03-01 09:00:00"}
    finds: []
  - name: 吸氧费已全部退费
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: J96.000}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001109000010000", fee_ocur_time: "2026-03-03 09:00:00"}
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "001203000010000", fee_ocur_time: "2026-03-03 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001203000010000", cnt: -1, init_feedetl_sn: A, fee_ocur_time: "2026-03-04 09:00:00"}
    finds:
      - {evidence: {branch: [a], diags: "|J96.000|"}}
  - name: 安宁疗护患者
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: C34.900}]
      setl_list_diag_d:
        - {mdtrt_id: I1, diag_code: J96.000}
        - {mdtrt_id: I1, diag_code: Z51.500}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001109000010000", fee_ocur_time: "2026-03-03 09:00:00"}
    finds: []
  - name: 有手术编码而没有标主要手术
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: K80.100}]
      setl_list_oprn_d: [{mdtrt_id: I1, oprn_oprt_code: "51.2300", main_oprn_flag: null}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003310060020000", pric: 900}
    finds:
      - {national_code: GZ10000201004000, sev_deg: 3, evidence: {branch: [b], main_cnt: 0}}
  - name: 主要手术恰好一个，且收费最高
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: K80.100}]
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "51.2300", main_oprn_flag: "1"}
        - {mdtrt_id: I1, oprn_oprt_code: "68.4100", main_oprn_flag: "0"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003310060020000", pric: 900}
        - {mdtrt_id: I1, med_list_codg: "003313030140000", pric: 900}
    finds: []
  - name: 主要手术不是收费最高的手术
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: K80.100}]
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "51.2300", main_oprn_flag: "1"}
        - {mdtrt_id: I1, oprn_oprt_code: "68.4100", main_oprn_flag: "0"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003310060020000", pric: 900}
        - {mdtrt_id: I1, med_list_codg: "003313030140000", pric: 900.01}
    finds:
      - {evidence: {branch: [d], main_oprn: "51.2300", dearest_oprn: "68.4100", main_fee: 900, dearest_fee: 900.01}}
  - name: 有手术费而没有手术编码
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: K80.100}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: K80.100}
      setl_list_oprn_d: [{mdtrt_id: I2, oprn_oprt_code: "51.2300", main_oprn_flag: "1"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003310060020000", med_chrgitm_type: "06", pric: 900}
        - {mdtrt_id: I2, med_list_codg: "003310060020000", med_chrgitm_type: "06", pric: 900}
    finds:
      - {mdtrt_id: I1, evidence: {branch: [c], oprn_amt: 900}}
  - name: 全期没有手术编码的机构，以及拔牙等小手术
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, fixmedins_code: H1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: K80.100}
        - {mdtrt_id: I2, psn_no: P2, fixmedins_code: H2, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: K80.100}
        - {mdtrt_id: I3, psn_no: P3, fixmedins_code: H2, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: K01.000}
      setl_list_oprn_d: [{mdtrt_id: I2, oprn_oprt_code: "51.2300", main_oprn_flag: "1"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003310060020000", med_chrgitm_type: "06", pric: 900}
        - {mdtrt_id: I2, med_list_codg: "003310060020000", med_chrgitm_type: "06", pric: 900}
        - {mdtrt_id: I3, med_list_codg: "003306040050000", med_chrgitm_type: "06", pric: 90}
    finds: []
  - name: 诊断未填、没有手术
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001109000010000"}
    finds: []
---*/
WITH flagged AS (
  SELECT o.stay_id, o.mdtrt_id, SUM(CASE WHEN optional(o.is_main) THEN 1 ELSE 0 END) AS main_cnt
  FROM oprn AS o
  WHERE o.stay_id IS NOT NULL
  GROUP BY o.stay_id, o.mdtrt_id
), coded AS (
  -- Each settlement list of a joined stay has a main operation of its own.
  SELECT stay_id, CASE WHEN MIN(main_cnt) = 1 THEN MAX(main_cnt) ELSE MIN(main_cnt) END AS main_cnt
  FROM flagged
  GROUP BY stay_id
), coding AS (
  SELECT DISTINCT o.fixmedins_code FROM oprn AS o
), bare_fee AS (
  -- Surgery that was billed in a stay without any coded operation.
  SELECT e.stay_id, CAST(SUM(f.gross) AS DECIMAL(16,2)) AS oprn_amt
  FROM fee_net AS f
  JOIN stay_enc AS e ON e.mdtrt_id = f.mdtrt_id
  LEFT JOIN coded AS c ON c.stay_id = e.stay_id
  WHERE f.is_ip AND f.in_scope AND optional(f.chrg) = '06' AND f.gross > 0 AND starts_with(f.item, '0033')
    AND NOT has_cls(coalesce(f.cls, ''), 'MINOR_OP') AND NOT has_cls(coalesce(f.cls, ''), 'ANES') AND c.stay_id IS NULL
  GROUP BY e.stay_id
), dearest AS (
  SELECT b.stay_id, optional(b.oprn_code) AS oprn_code, b.fee,
    ROW_NUMBER() OVER (PARTITION BY b.stay_id ORDER BY b.fee DESC, optional(b.oprn_code)) AS nth
  FROM oprn_billed AS b
), odd AS (
  SELECT
    u.stay_id, 'a' AS branch, 'GZ10000201003000' AS national_code, joined(u.diag) AS diags, joined(u.name) AS diag_names,
    CAST(NULL AS VARCHAR) AS main_oprn, CAST(NULL AS VARCHAR) AS dearest_oprn, CAST(NULL AS DECIMAL(16,2)) AS main_fee,
    CAST(NULL AS DECIMAL(16,2)) AS dearest_fee, CAST(NULL AS BIGINT) AS main_cnt, CAST(NULL AS DECIMAL(16,2)) AS oprn_amt,
    '诊断' || remove_matches(replace(joined(u.name), '|', '、'), '^、|、$') || '没有相应的检查、治疗或用药' AS reason
  FROM diag_unsupported AS u
  GROUP BY u.stay_id
  UNION ALL
  SELECT
    c.stay_id, 'b' AS branch, 'GZ10000201004000' AS national_code, NULL AS diags, NULL AS diag_names, NULL AS main_oprn,
    NULL AS dearest_oprn, NULL AS main_fee, NULL AS dearest_fee, c.main_cnt, NULL AS oprn_amt,
    '主要手术操作有 ' || CAST(c.main_cnt AS VARCHAR) || ' 个' AS reason
  FROM coded AS c
  WHERE c.main_cnt <> 1
  UNION ALL
  SELECT
    b.stay_id, 'c' AS branch, 'GZ10000201004000' AS national_code, NULL AS diags, NULL AS diag_names, NULL AS main_oprn,
    NULL AS dearest_oprn, NULL AS main_fee, NULL AS dearest_fee, NULL AS main_cnt, b.oprn_amt,
    '收取手术费 ' || CAST(b.oprn_amt AS VARCHAR) || ' 元而没有手术操作编码' AS reason
  FROM bare_fee AS b
  JOIN stay AS s ON s.stay_id = b.stay_id
  JOIN coding AS d ON d.fixmedins_code = s.fixmedins_code
  UNION ALL
  SELECT
    m.stay_id, 'd' AS branch, 'GZ10000201004000' AS national_code, NULL AS diags, NULL AS diag_names, optional(m.oprn_code) AS main_oprn,
    d.oprn_code AS dearest_oprn, m.fee AS main_fee, d.fee AS dearest_fee, NULL AS main_cnt, NULL AS oprn_amt,
    '主要手术 ' || optional(m.oprn_code) || ' 的收费低于另一手术 ' || d.oprn_code AS reason
  FROM oprn_billed AS m
  JOIN dearest AS d ON d.stay_id = m.stay_id AND d.nth = 1
  JOIN coded AS c ON c.stay_id = m.stay_id
  WHERE optional(m.is_main) AND c.main_cnt = 1 AND d.fee > m.fee
)
SELECT
  o.*, s.stay_id AS mdtrt_id, s.psn_no, s.fixmedins_code, s.adm_date, s.dscg_date AS occurred_on
FROM odd AS o
JOIN stay AS s ON s.stay_id = o.stay_id
WHERE s.in_scope AND NOT s.is_open AND NOT coalesce(has_icd(optional(s.diag), 'Z51.5'), FALSE)
