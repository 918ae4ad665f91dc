/*---
code: IDN-004
version: 1
title: 重叠住院
status: active
behaviour: sham_stay
severity: 2
subject: visit
amount: days
scenes: [IP]
stages: [3]
law: [735-40-1]
params:
  certain_nights: {type: integer, default: 2, unit: 夜, source: 无官方数值，可按统筹区配置}
message: "{other_from} 至 {other_to} 在另一次住院期间，又于 {adm_date} 入院，两次住院重叠 {common_nights} 夜，重叠日期内本次费用 {checkout_amt} 元。"
verify: 调取两个病区的护理记录、体温单和医嘱执行记录，核实患者实际在哪一处；询问患者。
defence: 前一次住院出院手续办理滞后；会诊占床。
known_gaps: 会诊借床需现场排除。
evidence: [other_stay, other_place, other_from, other_to, adm_date, common_nights, other_last_care]
cases:
  - name: 甲院 5 月 1 日至 10 日、乙院 4 日至 9 日同时住院，两处都在输液
    given:
      mdtrt_d:
        - {mdtrt_id: I1, fixmedins_code: H1, begntime: "2026-05-01 09:00:00", endtime: "2026-05-10 10:00:00"}
        - {mdtrt_id: I2, fixmedins_code: H2, begntime: "2026-05-04 09:00:00", endtime: "2026-05-09 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, pric: 50, med_list_codg: XB05BBP099B002010100001, med_chrgitm_type: "09", fee_ocur_time: "2026-05-08 09:00:00"}
        - {mdtrt_id: I2, bkkp_sn: A, pric: 70, med_list_codg: XB05BBP099B002010100001, med_chrgitm_type: "09", fee_ocur_time: "2026-05-05 09:00:00"}
        - {mdtrt_id: I2, bkkp_sn: B, pric: 30, med_list_codg: XB05BBP099B002010100001, med_chrgitm_type: "09", fee_ocur_time: "2026-05-09 08:00:00"}
    finds:
      - {mdtrt_id: I2, checkout_amt: 100.00, fund_amt: 80.00, checkout_cnt: 1, sev_deg: 1, occurred_on: "2026-05-04", bkkp_sns: [A, B], related_ids: [I1]}
  - name: 甲院末次医嘱在 3 日，10 日才办出院，乙院住院，降为轻度可疑
    given:
      mdtrt_d:
        - {mdtrt_id: I1, fixmedins_code: H1, begntime: "2026-05-01 09:00:00", endtime: "2026-05-10 10:00:00"}
        - {mdtrt_id: I2, fixmedins_code: H2, begntime: "2026-05-04 09:00:00", endtime: "2026-05-09 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, pric: 50, med_list_codg: XB05BBP099B002010100001, med_chrgitm_type: "09", fee_ocur_time: "2026-05-03 09:00:00"}
        - {mdtrt_id: I2, pric: 70, med_list_codg: XB05BBP099B002010100001, med_chrgitm_type: "09", fee_ocur_time: "2026-05-05 09:00:00"}
    finds:
      - {sev_deg: 3, checkout_amt: 70.00, evidence: {soft: [late_discharge]}}
  - name: 同一机构两次登记重叠
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-05-01 09:00:00", endtime: "2026-05-10 10:00:00"}
        - {mdtrt_id: I2, begntime: "2026-05-04 09:00:00", endtime: "2026-05-09 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, pric: 50, med_list_codg: XB05BBP099B002010100001, med_chrgitm_type: "09", fee_ocur_time: "2026-05-08 09:00:00"}
        - {mdtrt_id: I2, pric: 70, med_list_codg: XB05BBP099B002010100001, med_chrgitm_type: "09", fee_ocur_time: "2026-05-05 09:00:00"}
    finds:
      - {sev_deg: 2, checkout_amt: 70.00}
  - name: 上午出院下午入院，不重叠一夜
    given:
      mdtrt_d:
        - {mdtrt_id: I1, fixmedins_code: H1, begntime: "2026-05-01 09:00:00", endtime: "2026-05-04 10:00:00"}
        - {mdtrt_id: I2, fixmedins_code: H2, begntime: "2026-05-04 15:00:00", endtime: "2026-05-09 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1}
        - {mdtrt_id: I2}
    finds: []
  - name: 母婴同账，母亲和新生儿各有住院登记
    given:
      mdtrt_d:
        - {mdtrt_id: I1, fixmedins_code: H1, begntime: "2026-05-01 09:00:00", endtime: "2026-05-06 10:00:00", med_type: "52", dscg_maindiag_code: O80.000}
        - {mdtrt_id: I2, fixmedins_code: H2, begntime: "2026-05-03 15:00:00", endtime: "2026-05-09 10:00:00", dscg_maindiag_code: P59.900}
      fee_list_d:
        - {mdtrt_id: I1}
        - {mdtrt_id: I2}
    finds: []
  - name: 重叠的后一次住院已全额退费
    given:
      mdtrt_d:
        - {mdtrt_id: I1, fixmedins_code: H1, begntime: "2026-05-01 09:00:00", endtime: "2026-05-10 10:00:00"}
        - {mdtrt_id: I2, fixmedins_code: H2, begntime: "2026-05-04 09:00:00", endtime: "2026-05-09 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, setl_id: S1}
        - {mdtrt_id: I2, setl_id: S2}
      setl_d:
        - {mdtrt_id: I1, setl_id: S1}
        - {mdtrt_id: I2, setl_id: S2}
        - {mdtrt_id: I2, setl_id: S3, init_setl_id: S2, medfee_sumamt: -10, inscp_amt: -10, fund_pay_sumamt: -8}
    finds: []
  - name: 未出院的住院不判断
    given:
      mdtrt_d:
        - {mdtrt_id: I1, fixmedins_code: H1, begntime: "2026-05-01 09:00:00", endtime: null}
        - {mdtrt_id: I2, fixmedins_code: H2, begntime: "2026-05-04 09:00:00", endtime: "2026-05-09 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1}
        - {mdtrt_id: I2}
    finds: []
  - name: 前一次住院没有任何诊疗明细，降为轻度可疑
    given:
      mdtrt_d:
        - {mdtrt_id: I1, fixmedins_code: H1, begntime: "2026-05-01 09:00:00", endtime: "2026-05-10 10:00:00"}
        - {mdtrt_id: I2, fixmedins_code: H2, begntime: "2026-05-04 09:00:00", endtime: "2026-05-09 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, pric: 50, med_chrgitm_type: "01", fee_ocur_time: "2026-05-08 09:00:00"}
        - {mdtrt_id: I2, pric: 70, fee_ocur_time: "2026-05-05 09:00:00"}
    finds:
      - {sev_deg: 3, checkout_amt: 70.00, evidence: {soft: [late_discharge]}}
  - name: 只重叠一夜且入院时间没有钟点，降为轻度可疑
    given:
      mdtrt_d:
        - {mdtrt_id: I1, fixmedins_code: H1, begntime: "2026-05-01 00:00:00", endtime: "2026-05-05 00:00:00"}
        - {mdtrt_id: I2, fixmedins_code: H2, begntime: "2026-05-04 00:00:00", endtime: "2026-05-09 00:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, pric: 50, med_chrgitm_type: "09", fee_ocur_time: "2026-05-05 00:00:00"}
        - {mdtrt_id: I2, pric: 70, fee_ocur_time: "2026-05-05 00:00:00"}
        - {mdtrt_id: I2, pric: 90, fee_ocur_time: "2026-05-06 00:00:00"}
    finds:
      - {sev_deg: 3, checkout_amt: 70.00, evidence: {soft: [date_only], common_nights: 1}}
  - name: 带钟点、在不同机构只重叠一夜，为中度可疑
    given:
      mdtrt_d:
        - {mdtrt_id: I1, fixmedins_code: H1, begntime: "2026-05-01 09:00:00", endtime: "2026-05-05 10:00:00"}
        - {mdtrt_id: I2, fixmedins_code: H2, begntime: "2026-05-04 09:00:00", endtime: "2026-05-09 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, pric: 50, med_chrgitm_type: "09", fee_ocur_time: "2026-05-05 08:00:00"}
        - {mdtrt_id: I2, pric: 70, fee_ocur_time: "2026-05-05 09:00:00"}
    finds:
      - {sev_deg: 2, checkout_amt: 70.00}
  - name: 两个编号同属一家机构
    given:
      fixmedins_b:
        - {fixmedins_code: H1, uscc: U}
        - {fixmedins_code: H2, uscc: U}
      mdtrt_d:
        - {mdtrt_id: I1, fixmedins_code: H1, begntime: "2026-05-01 09:00:00", endtime: "2026-05-10 10:00:00"}
        - {mdtrt_id: I2, fixmedins_code: H2, begntime: "2026-05-04 09:00:00", endtime: "2026-05-09 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, med_chrgitm_type: "09", fee_ocur_time: "2026-05-08 09:00:00"}
        - {mdtrt_id: I2, fee_ocur_time: "2026-05-05 09:00:00"}
    finds: []
  - name: 两次住院都没有费用明细，按重叠夜数分摊结算金额，为估算
    given:
      mdtrt_d:
        - {mdtrt_id: I1, fixmedins_code: H1, begntime: "2026-05-01 09:00:00", endtime: "2026-05-10 10:00:00"}
        - {mdtrt_id: I2, fixmedins_code: H2, begntime: "2026-05-04 09:00:00", endtime: "2026-05-14 10:00:00"}
      setl_d:
        - {mdtrt_id: I1, setl_id: S1, medfee_sumamt: 900.00, inscp_amt: 900.00, fund_pay_sumamt: 720.00}
        - {mdtrt_id: I2, setl_id: S2, medfee_sumamt: 1000.00, inscp_amt: 1000.00, fund_pay_sumamt: 800.00}
    finds:
      - {mdtrt_id: I2, checkout_amt: 600.00, fund_amt: 480.00, amount_basis: estimate, sev_deg: 3, bkkp_sns: [], evidence: {soft: [no_lines], common_nights: 6}}
  - name: 日间手术住院期间
    given:
      mdtrt_d:
        - {mdtrt_id: I1, fixmedins_code: H1, begntime: "2026-05-01 09:00:00", endtime: "2026-05-10 10:00:00"}
        - {mdtrt_id: I2, fixmedins_code: H2, begntime: "2026-05-04 09:00:00", endtime: "2026-05-09 10:00:00", med_type: "28"}
      fee_list_d:
        - {mdtrt_id: I1, med_chrgitm_type: "09", fee_ocur_time: "2026-05-08 09:00:00"}
        - {mdtrt_id: I2, fee_ocur_time: "2026-05-05 09:00:00"}
    finds: []
---*/
WITH closed AS (
  SELECT
    s.stay_id, s.psn_no, s.fixmedins_code, optional(s.uscc) AS uscc, s.adm_ts, s.adm_date, s.dscg_date, s.bill_days, s.admdvs,
    CASE WHEN optional(s.last_date) IS NULL THEN TRUE ELSE FALSE END AS is_bare
  FROM stay AS s
  WHERE s.in_scope AND NOT s.is_open AND NOT s.x2 AND s.med_type NOT IN ('71', '28')
), pair AS (
  -- b was admitted later (by id when at the same moment) while a still lasted.
  SELECT
    a.stay_id AS other_stay, a.fixmedins_code AS other_place, a.adm_date AS other_from, a.dscg_date AS other_to,
    b.stay_id, b.psn_no, b.fixmedins_code, b.adm_date, b.admdvs,
    least(a.dscg_date, b.dscg_date) AS to_date, b.bill_days, b.is_bare, a.is_bare AS other_bare,
    CASE WHEN a.fixmedins_code <> b.fixmedins_code THEN TRUE ELSE FALSE END AS elsewhere,
    CASE WHEN has_clock(a.adm_ts) AND has_clock(b.adm_ts) THEN TRUE ELSE FALSE END AS timed
  FROM closed AS a
  JOIN closed AS b
    ON b.psn_no = a.psn_no AND (b.adm_ts > a.adm_ts OR (b.adm_ts = a.adm_ts AND b.stay_id > a.stay_id))
    AND b.adm_date < a.dscg_date AND a.adm_date < b.dscg_date
  WHERE a.fixmedins_code = b.fixmedins_code OR a.uscc IS DISTINCT FROM b.uscc OR a.uscc IS NULL
), care AS (
  -- Last day on which the earlier stay had diagnosis or treatment.
  SELECT p.other_stay, MAX(f.svc_date) AS other_last_care
  FROM (SELECT DISTINCT other_stay FROM pair) AS p
  JOIN stay_enc AS e ON e.stay_id = p.other_stay
  LEFT JOIN fee_net AS f ON f.mdtrt_id = e.mdtrt_id
  WHERE f.is_ip AND (optional(f.chrg) IN ('03', '04', '05', '06', '09', '10', '11') OR f.kind = 'drug' OR has_cls(f.cls, 'BLOOD'))
  GROUP BY p.other_stay
), judged AS (
  SELECT
    p.*, c.other_last_care,
    days_between(p.adm_date, p.to_date) AS common_nights
  FROM pair AS p
  LEFT JOIN care AS c ON c.other_stay = p.other_stay
), shared_day AS (
  SELECT DISTINCT j.stay_id, j.other_stay, f.svc_date
  FROM judged AS j
  JOIN stay_enc AS e ON e.stay_id = j.stay_id
  LEFT JOIN fee_net AS f ON f.mdtrt_id = e.mdtrt_id
  WHERE f.is_ip AND f.svc_date BETWEEN j.adm_date AND j.to_date
)
SELECT
  j.stay_id, j.stay_id AS mdtrt_id, j.psn_no, j.fixmedins_code, d.svc_date, j.adm_date AS occurred_on,
  j.other_stay AS related_id, j.other_stay, j.other_place, j.other_from, j.other_to, j.adm_date, j.common_nights, j.other_last_care,
  CASE WHEN j.elsewhere AND j.common_nights >= param('certain_nights', j.adm_date, j.admdvs) THEN 1 ELSE 2 END AS sev_deg,
  -- A stay delivered without lines bears its settlement by days: an estimate.
  CASE WHEN j.is_bare THEN j.common_nights END AS bare_days, j.bill_days, j.is_bare AS estimated,
  CASE
    WHEN j.other_bare THEN 'no_lines'
    WHEN coalesce(j.other_last_care < j.adm_date, TRUE) THEN 'late_discharge'
    WHEN j.common_nights = 1 AND NOT j.timed THEN 'date_only'
  END AS soft
FROM judged AS j
LEFT JOIN shared_day AS d ON d.stay_id = j.stay_id AND d.other_stay = j.other_stay
WHERE j.common_nights >= 1 AND (j.is_bare OR d.svc_date IS NOT NULL)
