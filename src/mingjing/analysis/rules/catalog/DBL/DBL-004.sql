/*---
code: DBL-004
version: 1
title: 临床试验项目重复报销
status: active
behaviour: double_benefit
severity: 2
subject: fee
amount: all
scenes: [IP, OP]
stages: [3]
law: [735-41-2, xz-29]
message: "{svc_date} {item_name} {checkout_cnt} 项，患者在{trial_text}，该项目应由申办者负担，医保结算 {checkout_amt} 元。"
verify: 向机构药物临床试验办公室调取试验协议、受试者名单、费用补偿约定，核对试验用药和检查的收费去向。
defence: 受试者已退出试验；对照药品为市售购入；属常规诊疗。
known_gaps: 申办者负担的检查未列入登记的看不出；受试者退出、对照药自购以试验资料为准。
evidence: [trial_from, trial_to, trial_item, source]
cases:
  - name: 试验用药在试验期间向基金报销
    given:
      ext_trial_d: [{psn_no: P, fixmedins_code: H, begndate: 2026-02-01, enddate: 2026-05-31, med_list_codg: XL01FXA999A001010100901}]
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: XL01FXA999A001010100901, cnt: 2, pric: 500, fee_ocur_time: "2026-03-02 10:00:00"}
        - {mdtrt_id: I1, bkkp_sn: B, med_list_codg: XC09AAK070A001010100001, pric: 30, fee_ocur_time: "2026-03-02 10:00:00"}
    finds:
      - {checkout_amt: 1000.00, fund_amt: 800.00, checkout_cnt: 2, sev_deg: 2, occurred_on: "2026-03-02", bkkp_sns: [A]}
  - name: 试验期间的降压药不在申办者负担之列
    given:
      ext_trial_d: [{psn_no: P, fixmedins_code: H, begndate: 2026-02-01, med_list_codg: XL01FXA999A001010100901}]
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: XC09AAK070A001010100001, pric: 30}
    finds: []
  - name: 试验首日、末日计入，前一日、后一日不计
    given:
      ext_trial_d: [{psn_no: P, fixmedins_code: H, begndate: 2026-03-02, enddate: 2026-03-04, med_list_codg: XL01FXA999A001010100901}]
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: XL01FXA999A001010100901, pric: 10, fee_ocur_time: "2026-03-01 10:00:00"}
        - {mdtrt_id: E1, bkkp_sn: A, med_list_codg: XL01FXA999A001010100901, pric: 20, fee_ocur_time: "2026-03-02 10:00:00"}
        - {mdtrt_id: E1, bkkp_sn: B, med_list_codg: XL01FXA999A001010100901, pric: 30, fee_ocur_time: "2026-03-04 10:00:00"}
        - {mdtrt_id: E1, med_list_codg: XL01FXA999A001010100901, pric: 40, fee_ocur_time: "2026-03-05 10:00:00"}
    finds:
      - {checkout_amt: 20.00, bkkp_sns: [A]}
      - {checkout_amt: 30.00, bkkp_sns: [B]}
  - name: 在其他机构使用同一药品
    given:
      ext_trial_d: [{psn_no: P, fixmedins_code: H1, begndate: 2026-02-01, med_list_codg: XL01FXA999A001010100901}]
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: H2, med_list_codg: XL01FXA999A001010100901, pric: 30}
    finds: []
  - name: 没有登记，诊断编码为临床试验受试者的对照，使用临床试验项目
    given:
      mdtrt_d:
        - {mdtrt_id: E1, psn_no: P1, dscg_maindiag_code: C34.900}
        - {mdtrt_id: E2, psn_no: P2, dscg_maindiag_code: C34.900}
      setl_list_diag_d: [{mdtrt_id: E1, diag_code: Z00.600}]
      fee_list_d:
        - {mdtrt_id: E1, bkkp_sn: A, med_list_codg: "009900000000072", pric: 30}
        - {mdtrt_id: E1, med_list_codg: "009900000000073", pric: 40}
        - {mdtrt_id: E2, bkkp_sn: B, med_list_codg: "009900000000072", pric: 50}
    knowledge:
      item_class: [{item_code: "009900000000072", cls: TRIAL, member: 1}]
    finds:
      - {checkout_amt: 30.00, sev_deg: 3, bkkp_sns: [A], evidence: {soft: [fallback]}}
      - {checkout_amt: 40.00, sev_deg: 3, evidence: {soft: [fallback]}}
      - {checkout_amt: 50.00, sev_deg: 3, bkkp_sns: [B], evidence: {soft: [fallback]}}
  - name: 试验用药已全部退费、全额自费
    given:
      ext_trial_d: [{psn_no: P, fixmedins_code: H, begndate: 2026-02-01, med_list_codg: XL01FXA999A001010100901}]
      fee_list_d:
        - {mdtrt_id: E1, bkkp_sn: A, med_list_codg: XL01FXA999A001010100901, pric: 30}
        - {mdtrt_id: E1, med_list_codg: XL01FXA999A001010100901, cnt: -1, pric: 30, init_feedetl_sn: A}
        - {mdtrt_id: E1, med_list_codg: XL01FXA999A001010100901, pric: 31, inscp_amt: 0, fulamt_ownpay_amt: 31}
    finds: []
  - name: 登记没有写明试验项目
    given:
      ext_trial_d: [{psn_no: P, fixmedins_code: H, begndate: 2026-02-01, med_list_codg: null}]
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: XL01FXA999A001010100901, pric: 30}
    finds: []
---*/
WITH registered AS (
  SELECT
    optional(t.psn_no) AS psn_no, optional(t.fixmedins_code) AS fixmedins_code, optional(t.begndate) AS trial_from,
    coalesce(optional(t.enddate), DATE '9999-12-31') AS trial_to, optional(t.med_list_codg) AS trial_item
  FROM ext_trial_d AS t
), subject AS (
  SELECT DISTINCT psn_no FROM registered
), coded AS (
  SELECT DISTINCT d.mdtrt_id FROM enc_diag AS d WHERE starts_with(d.diag, 'Z00.6')
), hit AS (
  SELECT f.*, r.trial_from, r.trial_to, r.trial_item, 'register' AS source, CAST(NULL AS VARCHAR) AS soft
  FROM fee_net AS f
  JOIN registered AS r
    ON r.psn_no = f.psn_no AND r.fixmedins_code = f.fixmedins_code AND f.svc_date BETWEEN r.trial_from AND r.trial_to
    AND (r.trial_item = f.med_list_codg OR r.trial_item = f.item)
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.scene IN ('IP', 'OP')
  UNION ALL
  SELECT
    f.*, CAST(NULL AS DATE) AS trial_from, CAST(NULL AS DATE) AS trial_to, CAST(NULL AS VARCHAR) AS trial_item, 'diagnosis' AS source,
    'fallback' AS soft
  FROM fee_net AS f
  JOIN coded AS c ON c.mdtrt_id = f.mdtrt_id
  LEFT JOIN subject AS s ON s.psn_no = f.psn_no
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.scene IN ('IP', 'OP') AND s.psn_no IS NULL
  UNION ALL
  SELECT
    f.*, CAST(NULL AS DATE) AS trial_from, CAST(NULL AS DATE) AS trial_to, CAST(NULL AS VARCHAR) AS trial_item, 'item' AS source,
    'fallback' AS soft
  FROM fee_net AS f
  LEFT JOIN subject AS s ON s.psn_no = f.psn_no
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.scene IN ('IP', 'OP') AND has_cls(f.cls, 'TRIAL') AND s.psn_no IS NULL
)
SELECT
  h.*,
  CASE h.source
    WHEN 'register' THEN '临床试验期间（' || CAST(h.trial_from AS VARCHAR) || ' 起）'
    WHEN 'diagnosis' THEN '以临床试验编码就诊期间'
    ELSE '使用临床试验项目期间'
  END AS trial_text
FROM hit AS h
