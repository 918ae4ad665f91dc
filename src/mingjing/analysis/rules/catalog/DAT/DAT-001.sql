/*---
code: DAT-001
version: 1
title: 医保结算清单信息异常
status: active
national_code: GZ10000201001000
behaviour: record_anomaly
severity: 3
subject: visit
grain: [fixmedins_code, mdtrt_id, check_name]
amount: none
scenes: [IP]
stages: [3]
law: [735-39-3, agreement]
params:
  oprn_slack: {type: integer, default: 86400, unit: 秒, source: 手术时间可早于入院、晚于出院的秒数；无官方数值，可按统筹区配置}
  anst_slack: {type: integer, default: 14400, unit: 秒, source: 麻醉时间可早于、晚于手术的秒数；无官方数值，可按统筹区配置}
  mapping_share: {type: integer, default: 80, unit: '%', source: 全院超过此比例的清单有同一问题的，视为接口、对照问题，合并为机构一条；无官方数值，可按统筹区配置}
  mapping_stays: {type: integer, default: 10, unit: 例, source: 判断接口问题至少的清单数；无官方数值，可按统筹区配置}
message: "{reason}。"
verify: 调阅病案首页、HIS 记录和清单上传日志，核对主要诊断、编码、时间和术者，判明是录入、接口问题还是有意更改。
defence: 接口、对照故障；清单已重新上传，以第二版为准。
known_gaps: 同一就诊的清单重传只见最后一版；编码集不含全部地方扩展码，外部原因编码不查；未交付术者的，不查术者。
evidence: [checks, reason, bad_codes, main_codes, own_main, check_name, failed_cnt, checked_cnt]
cases:
  - name: 清单有两个主要诊断
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: M51.200}]
      fee_list_d: [{mdtrt_id: I1, pric: 100}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: M51.200, maindiag_flag: "1"}, {mdtrt_id: I1, diag_code: K80.100, maindiag_flag: "1"}]
    finds:
      - {mdtrt_id: I1, checkout_amt: null, checkout_cnt: 1, amount_basis: none, sev_deg: 3, occurred_on: "2026-03-09", evidence: {checks: "|main_count|", main_codes: "|K80.100|M51.200|"}}
  - name: 一个西医主要诊断、一个中医主病
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: M51.200}]
      fee_list_d: [{mdtrt_id: I1, pric: 100}]
      setl_list_diag_d:
        - {mdtrt_id: I1, diag_code: M51.200, maindiag_flag: "1", diag_type: "1"}
        - {mdtrt_id: I1, diag_code: A03.01.01, maindiag_flag: "1", diag_type: "2"}
    finds: []
  - name: 清单没有标主要诊断
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: M51.200}]
      fee_list_d: [{mdtrt_id: I1, pric: 100}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: M51.200, maindiag_flag: "0"}, {mdtrt_id: I1, diag_code: K80.100, maindiag_flag: null}]
    finds:
      - {mdtrt_id: I1, checkout_amt: null, checkout_cnt: 1, amount_basis: none, sev_deg: 3, occurred_on: "2026-03-09", evidence: {checks: "|main_count|"}}
  - name: 入院诊断也标了主要诊断，出院诊断只有一个
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: M51.200}]
      fee_list_d: [{mdtrt_id: I1, pric: 100}]
      setl_list_diag_d:
        - {mdtrt_id: I1, diag_code: M51.200, maindiag_flag: "1"}
        - {mdtrt_id: I1, diag_code: K80.100, maindiag_flag: "1", inout_diag_type: "1"}
    finds: []
  - name: 诊断编码不在编码集内
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: M51.200}]
      fee_list_d: [{mdtrt_id: I1, pric: 100}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: M51.200, maindiag_flag: "1"}, {mdtrt_id: I1, diag_code: M51.999x999, maindiag_flag: "0"}]
    finds:
      - {mdtrt_id: I1, checkout_amt: null, checkout_cnt: 1, amount_basis: none, sev_deg: 3, occurred_on: "2026-03-09", evidence: {checks: "|bad_code|", bad_codes: "|M51.999X999|"}}
  - name: 剑号星号编码、中医编码、小写扩展码有效，外部原因编码不判断
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: M51.200}]
      fee_list_d: [{mdtrt_id: I1, pric: 100}]
      setl_list_diag_d:
        - {mdtrt_id: I1, diag_code: M51.200, maindiag_flag: "1"}
        - {mdtrt_id: I1, diag_code: A01.002+G01*, maindiag_flag: "0"}
        - {mdtrt_id: I1, diag_code: BNP050, maindiag_flag: "0", diag_type: "2"}
        - {mdtrt_id: I1, diag_code: m51.200x001, maindiag_flag: "0"}
        - {mdtrt_id: I1, diag_code: V43.500, maindiag_flag: "0"}
    finds: []
  - name: 就诊登记的主要诊断与清单不一致
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: K80.100}]
      fee_list_d: [{mdtrt_id: I1, pric: 100}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: M51.200, maindiag_flag: "1"}]
    finds:
      - {mdtrt_id: I1, checkout_amt: null, checkout_cnt: 1, amount_basis: none, sev_deg: 3, occurred_on: "2026-03-09", evidence: {checks: "|main_differs|", own_main: K80.100}}
  - name: 就诊登记的主要诊断未填
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00"}]
      fee_list_d: [{mdtrt_id: I1, pric: 100}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: M51.200, maindiag_flag: "1"}]
    finds: []
  - name: 清单没有诊断信息
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: M51.200}]
      fee_list_d: [{mdtrt_id: I1, pric: 100}]
    finds: []
  - name: 手术在出院 24 小时以后
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: M51.200}]
      fee_list_d: [{mdtrt_id: I1, pric: 100}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: M51.200, maindiag_flag: "1"}]
      setl_list_oprn_d: [{mdtrt_id: I1, oprn_oprt_code: "51.2300", oper_dr_code: DR1, oprn_oprt_begntime: "2026-03-10 10:00:01", oprn_oprt_endtime: "2026-03-10 11:00:00"}]
    finds:
      - {mdtrt_id: I1, checkout_amt: null, checkout_cnt: 1, amount_basis: none, sev_deg: 3, occurred_on: "2026-03-09", evidence: {checks: "|oprn_time|"}}
  - name: 手术开始恰在出院后 24 小时
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: M51.200}]
      fee_list_d: [{mdtrt_id: I1, pric: 100}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: M51.200, maindiag_flag: "1"}]
      setl_list_oprn_d: [{mdtrt_id: I1, oprn_oprt_code: "51.2300", oper_dr_code: DR1, oprn_oprt_begntime: "2026-03-10 10:00:00", oprn_oprt_endtime: "2026-03-10 10:00:00"}]
    finds: []
  - name: 麻醉早于手术 5 小时开始、手术缺术者
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: M51.200}]
      fee_list_d: [{mdtrt_id: I1, pric: 100}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: M51.200, maindiag_flag: "1"}]
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "51.2300", oper_dr_code: DR1, oprn_oprt_begntime: "2026-03-03 15:00:00", oprn_oprt_endtime: "2026-03-03 16:00:00", anst_begntime: "2026-03-03 10:00:00", anst_endtime: "2026-03-03 16:00:00"}
        - {mdtrt_id: I1, oprn_oprt_code: "51.2200", oprn_oprt_begntime: "2026-03-03 15:00:00"}
    finds:
      - {mdtrt_id: I1, checkout_amt: null, checkout_cnt: 1, amount_basis: none, sev_deg: 3, occurred_on: "2026-03-09", evidence: {checks: "|anst_time|oprn_bare|"}}
  - name: 麻醉恰早于手术 4 小时
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: M51.200}]
      fee_list_d: [{mdtrt_id: I1, pric: 100}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: M51.200, maindiag_flag: "1"}]
      setl_list_oprn_d: [{mdtrt_id: I1, oprn_oprt_code: "51.2300", oper_dr_code: DR1, oprn_oprt_begntime: "2026-03-03 15:00:00", oprn_oprt_endtime: "2026-03-03 16:00:00", anst_begntime: "2026-03-03 11:00:00", anst_endtime: "2026-03-03 20:00:00"}]
    finds: []
  - name: 重症监护晚于出院日
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: M51.200}]
      fee_list_d: [{mdtrt_id: I1, pric: 100}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: M51.200, maindiag_flag: "1"}]
      icuinfo_d: [{mdtrt_id: I1, scs_cutd_inpool_time: "2026-03-08 09:00:00", scs_cutd_exit_time: "2026-03-11 09:00:00"}]
    finds:
      - {mdtrt_id: I1, checkout_amt: null, checkout_cnt: 1, amount_basis: none, sev_deg: 3, occurred_on: "2026-03-09", evidence: {checks: "|icu_time|"}}
  - name: 出生日期晚于入院
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: M51.200}]
      fee_list_d: [{mdtrt_id: I1, pric: 100}]
      psn_info_b: [{psn_no: P, brdy: "2026-03-05"}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: M51.200, maindiag_flag: "1"}]
    finds:
      - {mdtrt_id: I1, checkout_amt: null, checkout_cnt: 1, amount_basis: none, sev_deg: 3, occurred_on: "2026-03-09", evidence: {checks: "|before_birth|"}}
  - name: 母婴同账，以新生儿登记
    given:
      mdtrt_d: [{mdtrt_id: I1, med_type: "52", begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: O80.000}]
      fee_list_d: [{mdtrt_id: I1, pric: 100}]
      psn_info_b: [{psn_no: P, brdy: "2026-03-05"}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: O80.000, maindiag_flag: "1"}]
    finds: []
  - name: 离院方式为死亡，以后又有就诊
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: M51.200, dscg_way: "5"}
        - {mdtrt_id: E1, begntime: "2026-04-01 09:00:00"}
      fee_list_d: [{mdtrt_id: I1, pric: 100}, {mdtrt_id: E1, fee_ocur_time: "2026-04-01 09:00:00"}]
    finds:
      - {mdtrt_id: I1, checkout_amt: null, checkout_cnt: 1, amount_basis: none, sev_deg: 3, occurred_on: "2026-03-09", evidence: {checks: "|after_death|"}}
  - name: 离院方式为死亡，以后没有就诊
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: M51.200, dscg_way: "5"}
        - {mdtrt_id: E1, begntime: "2026-02-01 09:00:00"}
      fee_list_d: [{mdtrt_id: I1, pric: 100}, {mdtrt_id: E1, fee_ocur_time: "2026-02-01 09:00:00"}]
    finds: []
  - name: 已全额退费的住院
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: M51.200}]
      fee_list_d: [{mdtrt_id: I1, bkkp_sn: A, pric: 100}, {mdtrt_id: I1, cnt: -1, pric: 100, init_feedetl_sn: A}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: M51.200, maindiag_flag: "1"}, {mdtrt_id: I1, diag_code: K80.100, maindiag_flag: "1"}]
      setl_d:
        - {mdtrt_id: I1, setl_id: S1, medfee_sumamt: 100, inscp_amt: 100, fund_pay_sumamt: 80}
        - {mdtrt_id: I1, setl_id: S2, init_setl_id: S1, medfee_sumamt: -100, inscp_amt: -100, fund_pay_sumamt: -80}
    finds: []
  - name: 全院 10 例清单都没有标主要诊断，合并为机构一条
    given:
      mdtrt_d:
        - {mdtrt_id: I0, psn_no: P0, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00"}
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00"}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00"}
        - {mdtrt_id: I3, psn_no: P3, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00"}
        - {mdtrt_id: I4, psn_no: P4, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00"}
        - {mdtrt_id: I5, psn_no: P5, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00"}
        - {mdtrt_id: I6, psn_no: P6, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00"}
        - {mdtrt_id: I7, psn_no: P7, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00"}
        - {mdtrt_id: I8, psn_no: P8, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00"}
        - {mdtrt_id: I9, psn_no: P9, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I0}
        - {mdtrt_id: I1}
        - {mdtrt_id: I2}
        - {mdtrt_id: I3}
        - {mdtrt_id: I4}
        - {mdtrt_id: I5}
        - {mdtrt_id: I6}
        - {mdtrt_id: I7}
        - {mdtrt_id: I8}
        - {mdtrt_id: I9}
      setl_list_diag_d:
        - {mdtrt_id: I0, diag_code: M51.200}
        - {mdtrt_id: I1, diag_code: M51.200}
        - {mdtrt_id: I2, diag_code: M51.200}
        - {mdtrt_id: I3, diag_code: M51.200}
        - {mdtrt_id: I4, diag_code: M51.200}
        - {mdtrt_id: I5, diag_code: M51.200}
        - {mdtrt_id: I6, diag_code: M51.200}
        - {mdtrt_id: I7, diag_code: M51.200}
        - {mdtrt_id: I8, diag_code: M51.200}
        - {mdtrt_id: I9, diag_code: M51.200}
    finds:
      - {mdtrt_id: null, subject_type: institution, checkout_cnt: 10, sev_deg: 3, evidence: {check_name: main_count, failed_cnt: 10, checked_cnt: 10}}
---*/
WITH stayed AS (
  SELECT
    e.mdtrt_id, s.stay_id, e.psn_no, e.fixmedins_code, e.admdvs, e.adm_date, e.dscg_date, e.begntime, e.endtime,
    optional(e.brdy) AS brdy, optional(e.dscg_way) AS dscg_way
  FROM enc AS e
  JOIN stay_enc AS s ON s.mdtrt_id = e.mdtrt_id
  WHERE e.in_scope AND e.is_ip AND NOT e.x2 AND e.dscg_date IS NOT NULL
), listed AS (
  SELECT
    d.mdtrt_id, upper(trim(d.diag_code)) AS code, coalesce(optional(d.diag_type), '1') = '1' AS western,
    coalesce(d.maindiag_flag = '1' AND coalesce(optional(d.diag_type), '1') = '1', FALSE) AS is_main
  FROM setl_list_diag_d AS d
  JOIN stayed AS s ON s.mdtrt_id = d.mdtrt_id
  WHERE coalesce(optional(d.inout_diag_type), '2') <> '1'
), operated AS (
  SELECT o.mdtrt_id, o.oprn_code, optional(o.beg_ts) AS beg_ts, coalesce(optional(o.end_ts), optional(o.beg_ts)) AS end_ts,
    optional(o.anst_beg_ts) AS anst_beg_ts, optional(o.anst_end_ts) AS anst_end_ts, optional(o.oper_dr) AS oper_dr
  FROM stayed AS s
  LEFT JOIN oprn AS o ON o.mdtrt_id = s.mdtrt_id
  WHERE o.oprn_code IS NOT NULL
), delivered AS (
  SELECT COUNT(oper_dr) > 0 AS surgeons FROM operated
), word AS (
  -- Of a dagger-asterisk code the first half decides when the pair is not listed; a lone asterisk half is not judged,
  -- nor are external causes, whose fourth character the editions write differently.
  SELECT DISTINCT 'icd' AS kind, code, left(code, 3) AS category, substr(code, 4, 40) AS rest,
    substr(remove_matches(code, '[+].*$'), 4, 40) AS half
  FROM listed
  WHERE western AND NOT (contains(code, '*') AND NOT contains(code, '+')) AND substr(code, 1, 1) NOT IN ('V', 'W', 'X', 'Y')
  UNION ALL
  SELECT DISTINCT 'oprn' AS kind, oprn_code AS code, left(oprn_code, 2) AS category, substr(oprn_code, 3, 40) AS rest,
    substr(oprn_code, 3, 40) AS half
  FROM operated
), unknown_code AS (
  SELECT w.kind, w.code
  FROM word AS w
  LEFT JOIN icd_code AS k ON k.kind = w.kind AND k.category = w.category
  WHERE k.rest IS NULL OR NOT (contains(k.rest, '|' || w.rest || '|') OR contains(k.rest, '|' || w.half || '|'))
), mains AS (
  SELECT mdtrt_id, SUM(CASE WHEN is_main THEN 1 ELSE 0 END) AS n_main, joined(CASE WHEN is_main THEN code END) AS main_codes
  FROM listed
  GROUP BY mdtrt_id
), own AS (
  SELECT m.mdtrt_id, upper(trim(optional(m.dscg_maindiag_code))) AS own_main FROM mdtrt_d AS m
), fault AS (
  SELECT mdtrt_id, 'main_count' AS check_name, '主要诊断不是恰好一个' AS label, CAST(NULL AS VARCHAR) AS code FROM mains WHERE n_main <> 1
  UNION ALL
  SELECT l.mdtrt_id, 'bad_code' AS check_name, '编码不在国家编码集内' AS label, l.code
  FROM listed AS l
  JOIN unknown_code AS u ON u.kind = 'icd' AND u.code = l.code
  WHERE l.western
  UNION ALL
  SELECT o.mdtrt_id, 'bad_code' AS check_name, '编码不在国家编码集内' AS label, o.oprn_code AS code
  FROM operated AS o
  JOIN unknown_code AS u ON u.kind = 'oprn' AND u.code = o.oprn_code
  UNION ALL
  SELECT n.mdtrt_id, 'main_differs' AS check_name, '主要诊断与就诊登记不一致' AS label, NULL AS code
  FROM mains AS n
  JOIN own AS o ON o.mdtrt_id = n.mdtrt_id
  WHERE n.n_main = 1 AND o.own_main <> '' AND n.main_codes <> '|' || o.own_main || '|'
  UNION ALL
  SELECT mdtrt_id, 'end_before_begin' AS check_name, '出院早于入院' AS label, NULL AS code FROM stayed WHERE endtime < begntime
  UNION ALL
  SELECT mdtrt_id, 'before_birth' AS check_name, '入院早于出生日期' AS label, NULL AS code FROM stayed WHERE adm_date < brdy
  UNION ALL
  SELECT o.mdtrt_id, 'oprn_time' AS check_name, '手术时间不在住院期间' AS label, o.oprn_code AS code
  FROM operated AS o
  JOIN stayed AS e ON e.mdtrt_id = o.mdtrt_id
  JOIN stay AS s ON s.stay_id = e.stay_id
  WHERE seconds_between(o.beg_ts, s.adm_ts) > param('oprn_slack', e.dscg_date, e.admdvs)
    OR seconds_between(s.dscg_ts, o.end_ts) > param('oprn_slack', e.dscg_date, e.admdvs)
  UNION ALL
  SELECT o.mdtrt_id, 'anst_time' AS check_name, '麻醉时间与手术时间不符' AS label, o.oprn_code AS code
  FROM operated AS o
  JOIN stayed AS e ON e.mdtrt_id = o.mdtrt_id
  WHERE seconds_between(o.anst_beg_ts, o.beg_ts) > param('anst_slack', e.dscg_date, e.admdvs)
    OR seconds_between(o.end_ts, coalesce(o.anst_end_ts, o.anst_beg_ts)) > param('anst_slack', e.dscg_date, e.admdvs)
  UNION ALL
  SELECT o.mdtrt_id, 'oprn_bare' AS check_name, '手术缺时间或术者' AS label, o.oprn_code AS code
  FROM operated AS o
  CROSS JOIN delivered AS d
  WHERE o.beg_ts IS NULL OR (o.oper_dr IS NULL AND d.surgeons)
  UNION ALL
  SELECT e.mdtrt_id, 'icu_time' AS check_name, '重症监护不在住院期间' AS label, NULL AS code
  FROM stayed AS e
  JOIN stay AS s ON s.stay_id = e.stay_id
  LEFT JOIN icu_iv AS i ON i.stay_id = e.stay_id
  WHERE as_date(i.beg_ts) < s.adm_date OR as_date(i.end_ts) > s.dscg_date
  UNION ALL
  SELECT e.mdtrt_id, 'after_death' AS check_name, '离院方式为死亡，以后又有就诊' AS label, NULL AS code
  FROM stayed AS e
  JOIN enc AS x ON x.psn_no = e.psn_no AND x.adm_date > e.dscg_date AND (x.n_setl > 0 OR x.is_ip)
  WHERE e.dscg_way = '5'
), failed AS (
  SELECT DISTINCT s.fixmedins_code, f.check_name, f.mdtrt_id
  FROM fault AS f
  JOIN stayed AS s ON s.mdtrt_id = f.mdtrt_id
), counted AS (
  SELECT fixmedins_code, check_name, COUNT(*) AS failed_cnt FROM failed GROUP BY fixmedins_code, check_name
), basis AS (
  -- The stays that a check applies to.
  SELECT
    s.fixmedins_code, MAX(s.dscg_date) AS last_dscg, MIN(s.admdvs) AS admdvs, COUNT(*) AS stays, COUNT(m.mdtrt_id) AS with_diag,
    COUNT(o.mdtrt_id) AS with_oprn
  FROM stayed AS s
  LEFT JOIN mains AS m ON m.mdtrt_id = s.mdtrt_id
  LEFT JOIN (SELECT DISTINCT mdtrt_id FROM operated) AS o ON o.mdtrt_id = s.mdtrt_id
  GROUP BY s.fixmedins_code
), based AS (
  SELECT
    c.*, b.last_dscg, b.admdvs,
    CASE
      WHEN c.check_name IN ('oprn_time', 'anst_time', 'oprn_bare') THEN b.with_oprn
      WHEN c.check_name IN ('main_count', 'main_differs', 'bad_code') THEN b.with_diag
      ELSE b.stays
    END AS checked_cnt
  FROM counted AS c
  JOIN basis AS b ON b.fixmedins_code = c.fixmedins_code
), mapping AS (
  SELECT *
  FROM based
  WHERE checked_cnt >= param('mapping_stays', last_dscg, admdvs)
    AND failed_cnt * 100 > checked_cnt * param('mapping_share', last_dscg, admdvs)
), kept AS (
  SELECT
    f.mdtrt_id, joined(f.check_name) AS checks, remove_matches(replace(joined(f.label), '|', '、'), '^、|、$') AS labels,
    joined(CASE WHEN f.check_name = 'bad_code' THEN f.code END) AS bad_codes
  FROM fault AS f
  JOIN stayed AS s ON s.mdtrt_id = f.mdtrt_id
  LEFT JOIN mapping AS m ON m.fixmedins_code = s.fixmedins_code AND m.check_name = f.check_name
  WHERE m.check_name IS NULL
  GROUP BY f.mdtrt_id
)
SELECT
  'visit' AS subject, k.mdtrt_id, s.psn_no, s.fixmedins_code, s.dscg_date AS occurred_on, CAST(NULL AS VARCHAR) AS check_name,
  k.checks, k.bad_codes, n.main_codes, o.own_main, CAST(NULL AS BIGINT) AS failed_cnt, CAST(NULL AS BIGINT) AS checked_cnt,
  CAST(NULL AS DECIMAL(16,4)) AS checkout_cnt,
  CAST(s.adm_date AS VARCHAR) || ' 入院的结算清单：' || k.labels AS reason
FROM kept AS k
JOIN stayed AS s ON s.mdtrt_id = k.mdtrt_id
LEFT JOIN mains AS n ON n.mdtrt_id = k.mdtrt_id
LEFT JOIN own AS o ON o.mdtrt_id = k.mdtrt_id
UNION ALL
SELECT
  'institution' AS subject, CAST(NULL AS VARCHAR) AS mdtrt_id, CAST(NULL AS VARCHAR) AS psn_no, m.fixmedins_code,
  m.last_dscg AS occurred_on, m.check_name, NULL AS checks, NULL AS bad_codes, NULL AS main_codes, NULL AS own_main,
  m.failed_cnt, m.checked_cnt, CAST(m.failed_cnt AS DECIMAL(16,4)) AS checkout_cnt,
  CAST(m.checked_cnt AS VARCHAR) || ' 例住院清单中有 ' || CAST(m.failed_cnt AS VARCHAR) || ' 例存在同一问题（'
    || CASE m.check_name
      WHEN 'main_count' THEN '主要诊断不是恰好一个'
      WHEN 'bad_code' THEN '编码不在国家编码集内'
      WHEN 'main_differs' THEN '主要诊断与就诊登记不一致'
      WHEN 'oprn_time' THEN '手术时间不在住院期间'
      WHEN 'anst_time' THEN '麻醉时间与手术时间不符'
      WHEN 'oprn_bare' THEN '手术缺时间或术者'
      ELSE '日期先后颠倒'
    END || '），疑为接口或对照问题' AS reason
FROM mapping AS m
