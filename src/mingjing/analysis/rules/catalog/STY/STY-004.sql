/*---
code: STY-004
version: 1
title: 在院期间院外就医购药
status: active
behaviour: hanging_bed
severity: 2
subject: visit
amount: days
scenes: [IP]
stages: [3]
law: [735-38-1]
message: "{adm_date} 至 {dscg_date} 住院期间，自 {first_visit} 起在其他机构门诊、购药 {visits} 次，有院外就医的日期住院费用 {checkout_amt} 元。"
verify: 核对请假条、门禁和监控录像，比对两处的签名和就诊记录，询问患者当日在何处。
defence: 病房安排外出就诊或取药；家属代为购药；病情需要请假外出。
known_gaps: 病房安排的院外就诊、纸质请假，费用明细中看不出。
evidence: [adm_date, dscg_date, places, visit_dates, visits, scenes]
cases:
  - name: 甲院 7 月 1 日至 9 日住院，4 日在诊所输液
    given:
      mdtrt_d:
        - {mdtrt_id: I1, fixmedins_code: H1, begntime: "2026-07-01 09:00:00", endtime: "2026-07-09 10:00:00"}
        - {mdtrt_id: E1, fixmedins_code: H2}
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, pric: 80, fee_ocur_time: "2026-07-04 08:00:00"}
        - {mdtrt_id: I1, bkkp_sn: B, pric: 40.5, fee_ocur_time: "2026-07-04 20:00:00"}
        - {mdtrt_id: I1, bkkp_sn: F, pric: 70, fee_ocur_time: "2026-07-05 20:00:00"}
        - {mdtrt_id: E1, med_list_codg: "001204000060000", med_chrgitm_type: "05", pric: 30, fee_ocur_time: "2026-07-04 10:00:00"}
    finds:
      - {mdtrt_id: I1, checkout_amt: 120.50, fund_amt: 96.40, checkout_cnt: 1, sev_deg: 2, occurred_on: "2026-07-04", bkkp_sns: [A, B], related_ids: [E1]}
  - name: 药店用电子凭证购慢性病用药，降为轻度可疑
    given:
      mdtrt_d:
        - {mdtrt_id: I1, fixmedins_code: H1, begntime: "2026-07-01 09:00:00", endtime: "2026-07-09 10:00:00"}
        - {mdtrt_id: E1, fixmedins_code: D1, mdtrt_cert_type: "01"}
      fee_list_d:
        - {mdtrt_id: I1, pric: 80, fee_ocur_time: "2026-07-04 08:00:00"}
        - {mdtrt_id: E1, med_list_codg: XC09AAA001A001010100001, pric: 30, fee_ocur_time: "2026-07-04 10:00:00"}
    finds:
      - {checkout_amt: 80.00, sev_deg: 3, evidence: {soft: [proxy]}}
  - name: 药店用社保卡购药，只有购药的属轻度可疑
    given:
      mdtrt_d:
        - {mdtrt_id: I1, fixmedins_code: H1, begntime: "2026-07-01 09:00:00", endtime: "2026-07-09 10:00:00"}
        - {mdtrt_id: E1, fixmedins_code: D1, mdtrt_cert_type: "03"}
      fee_list_d:
        - {mdtrt_id: I1, pric: 80, fee_ocur_time: "2026-07-04 08:00:00"}
        - {mdtrt_id: E1, med_list_codg: XC09AAA001A001010100001, pric: 30, fee_ocur_time: "2026-07-04 10:00:00"}
    finds:
      - {checkout_amt: 80.00, sev_deg: 3}
  - name: 两日分别在诊所和药店，合为一条疑点
    given:
      mdtrt_d:
        - {mdtrt_id: I1, fixmedins_code: H1, begntime: "2026-07-01 09:00:00", endtime: "2026-07-09 10:00:00"}
        - {mdtrt_id: E1, fixmedins_code: H2}
        - {mdtrt_id: E2, fixmedins_code: D1, mdtrt_cert_type: "03"}
      fee_list_d:
        - {mdtrt_id: I1, pric: 80, fee_ocur_time: "2026-07-04 08:00:00"}
        - {mdtrt_id: I1, pric: 20, fee_ocur_time: "2026-07-06 08:00:00"}
        - {mdtrt_id: E1, pric: 30, fee_ocur_time: "2026-07-04 10:00:00"}
        - {mdtrt_id: E2, pric: 30, fee_ocur_time: "2026-07-06 10:00:00"}
    finds:
      - {checkout_amt: 100.00, sev_deg: 2, occurred_on: "2026-07-06", related_ids: [E1, E2], evidence: {visits: 2}}
  - name: 入院当日和出院当日的门诊
    given:
      mdtrt_d:
        - {mdtrt_id: I1, fixmedins_code: H1, begntime: "2026-07-01 09:00:00", endtime: "2026-07-09 10:00:00"}
        - {mdtrt_id: E1, fixmedins_code: H2}
        - {mdtrt_id: E2, fixmedins_code: H2}
      fee_list_d:
        - {mdtrt_id: I1, pric: 80, fee_ocur_time: "2026-07-01 08:00:00"}
        - {mdtrt_id: I1, pric: 80, fee_ocur_time: "2026-07-09 08:00:00"}
        - {mdtrt_id: E1, pric: 30, fee_ocur_time: "2026-07-01 07:00:00"}
        - {mdtrt_id: E2, pric: 30, fee_ocur_time: "2026-07-09 15:00:00"}
    finds: []
  - name: 当日已办请假
    given:
      mdtrt_d:
        - {mdtrt_id: I1, fixmedins_code: H1, begntime: "2026-07-01 09:00:00", endtime: "2026-07-09 10:00:00"}
        - {mdtrt_id: E1, fixmedins_code: H2}
      fee_list_d:
        - {mdtrt_id: I1, pric: 80, fee_ocur_time: "2026-07-04 08:00:00"}
        - {mdtrt_id: E1, pric: 30, fee_ocur_time: "2026-07-04 10:00:00"}
      leave_d:
        - {mdtrt_id: I1, begntime: "2026-07-04 08:00:00", endtime: "2026-07-04 18:00:00", appr_flag: "1"}
    finds: []
  - name: 到上级医院做检查
    given:
      fixmedins_b:
        - {fixmedins_code: H1, hosp_lv: "5"}
        - {fixmedins_code: H2, hosp_lv: "1"}
      mdtrt_d:
        - {mdtrt_id: I1, fixmedins_code: H1, begntime: "2026-07-01 09:00:00", endtime: "2026-07-09 10:00:00"}
        - {mdtrt_id: E1, fixmedins_code: H2}
      fee_list_d:
        - {mdtrt_id: I1, pric: 80, fee_ocur_time: "2026-07-04 08:00:00"}
        - {mdtrt_id: E1, med_list_codg: "002102000010000", med_chrgitm_type: "03", pric: 500, fee_ocur_time: "2026-07-04 10:00:00"}
    finds: []
  - name: 在同级医院做检查，费用类别未填的照查
    given:
      mdtrt_d:
        - {mdtrt_id: I1, fixmedins_code: H1, begntime: "2026-07-01 09:00:00", endtime: "2026-07-09 10:00:00"}
        - {mdtrt_id: E1, fixmedins_code: H2}
      fee_list_d:
        - {mdtrt_id: I1, pric: 80, fee_ocur_time: "2026-07-04 08:00:00"}
        - {mdtrt_id: E1, med_list_codg: "002102000010000", pric: 500, fee_ocur_time: "2026-07-04 10:00:00"}
    finds:
      - {checkout_amt: 80.00, sev_deg: 2}
  - name: 维持性血液透析
    given:
      mdtrt_d:
        - {mdtrt_id: I1, fixmedins_code: H1, begntime: "2026-07-01 09:00:00", endtime: "2026-07-09 10:00:00"}
        - {mdtrt_id: E1, fixmedins_code: H2}
      fee_list_d:
        - {mdtrt_id: I1, pric: 80, fee_ocur_time: "2026-07-04 08:00:00"}
        - {mdtrt_id: E1, med_list_codg: "003110000060000", med_chrgitm_type: "05", pric: 400, fee_ocur_time: "2026-07-04 10:00:00"}
    finds: []
  - name: 门诊费用发生在入院之前，住院期间才结算
    given:
      mdtrt_d:
        - {mdtrt_id: I1, fixmedins_code: H1, begntime: "2026-07-01 09:00:00", endtime: "2026-07-09 10:00:00"}
        - {mdtrt_id: E1, fixmedins_code: H2}
      fee_list_d:
        - {mdtrt_id: I1, pric: 80, fee_ocur_time: "2026-07-04 08:00:00"}
        - {mdtrt_id: E1, setl_id: S1, pric: 30, fee_ocur_time: "2026-06-29 10:00:00"}
        - {mdtrt_id: I1, setl_id: S2, pric: 1, fee_ocur_time: "2026-07-02 08:00:00"}
      setl_d:
        - {mdtrt_id: E1, setl_id: S1, setl_time: "2026-07-04 09:00:00"}
        - {mdtrt_id: I1, setl_id: S2}
    finds: []
  - name: 互联网复诊
    given:
      mdtrt_d:
        - {mdtrt_id: I1, fixmedins_code: H1, begntime: "2026-07-01 09:00:00", endtime: "2026-07-09 10:00:00"}
        - {mdtrt_id: E1, fixmedins_code: H2}
      fee_list_d:
        - {mdtrt_id: I1, setl_id: S2, pric: 80, fee_ocur_time: "2026-07-04 08:00:00"}
        - {mdtrt_id: E1, setl_id: S1, pric: 30, fee_ocur_time: "2026-07-04 10:00:00"}
      setl_d:
        - {mdtrt_id: E1, setl_id: S1, pay_loc: "5"}
        - {mdtrt_id: I1, setl_id: S2}
    finds: []
  - name: 两个编号同属一家机构
    given:
      fixmedins_b:
        - {fixmedins_code: H1, uscc: U}
        - {fixmedins_code: H2, uscc: U}
      mdtrt_d:
        - {mdtrt_id: I1, fixmedins_code: H1, begntime: "2026-07-01 09:00:00", endtime: "2026-07-09 10:00:00"}
        - {mdtrt_id: E1, fixmedins_code: H2}
      fee_list_d:
        - {mdtrt_id: I1, pric: 80, fee_ocur_time: "2026-07-04 08:00:00"}
        - {mdtrt_id: E1, pric: 30, fee_ocur_time: "2026-07-04 10:00:00"}
    finds: []
  - name: 院外就诊已全额退费
    given:
      mdtrt_d:
        - {mdtrt_id: I1, fixmedins_code: H1, begntime: "2026-07-01 09:00:00", endtime: "2026-07-09 10:00:00"}
        - {mdtrt_id: E1, fixmedins_code: H2}
      fee_list_d:
        - {mdtrt_id: I1, setl_id: S2, pric: 80, fee_ocur_time: "2026-07-04 08:00:00"}
        - {mdtrt_id: E1, setl_id: S1, pric: 30, fee_ocur_time: "2026-07-04 10:00:00"}
      setl_d:
        - {mdtrt_id: I1, setl_id: S2}
        - {mdtrt_id: E1, setl_id: S1}
        - {mdtrt_id: E1, setl_id: S3, init_setl_id: S1, medfee_sumamt: -30, inscp_amt: -30, fund_pay_sumamt: -24}
    finds: []
---*/
WITH pair AS (
  SELECT
    s.stay_id, s.psn_no, s.fixmedins_code, s.adm_date, s.dscg_date, optional(s.hosp_group) AS hosp_group,
    v.fixmedins_code AS place, v.svc_date, v.scene, v.mdtrt_ids, optional(v.hosp_group) AS place_group, optional(v.all_ecert) AS all_ecert
  FROM stay AS s
  JOIN visit AS v ON v.psn_no = s.psn_no AND v.svc_date > s.adm_date AND v.svc_date < s.dscg_date
  WHERE s.in_scope AND NOT s.is_open AND NOT s.x5 AND v.scene IN ('OP', 'PH') AND v.inst_key <> s.inst_key
), bought AS (
  -- What the visit was for, and whether any of it happened on the day it was settled.
  SELECT
    p.stay_id, p.place, p.svc_date, p.scene,
    MIN(seconds_between(f.fee_ocur_time, n.setl_time)) AS seconds_late,
    bool_and(CASE WHEN optional(f.chrg) IN ('03', '04') THEN TRUE ELSE FALSE END) AS only_tests,
    bool_or(CASE WHEN has_cls(f.cls, 'SERIES') THEN TRUE ELSE FALSE END) AS is_series
  FROM pair AS p
  JOIN setl_net AS n ON n.psn_no = p.psn_no AND n.fixmedins_code = p.place AND n.setl_date = p.svc_date AND n.scene = p.scene
  JOIN fee_net AS f ON f.setl_id = n.setl_id
  GROUP BY p.stay_id, p.place, p.svc_date, p.scene
), kept AS (
  SELECT p.*
  FROM pair AS p
  LEFT JOIN bought AS b ON b.stay_id = p.stay_id AND b.place = p.place AND b.svc_date = p.svc_date AND b.scene = p.scene
  LEFT JOIN stay_day AS d ON d.stay_id = p.stay_id AND d.day = p.svc_date
  WHERE NOT coalesce(d.leave, FALSE) AND NOT coalesce(b.is_series, FALSE)
    AND coalesce(b.seconds_late, 0) <= 86400
    AND NOT coalesce(b.only_tests AND p.place_group > p.hosp_group, FALSE)
), together AS (
  SELECT
    stay_id, MIN(svc_date) AS first_visit, COUNT(*) AS visits, joined(place) AS places, joined(scene) AS scenes, joined(svc_date) AS visit_dates
  FROM kept
  GROUP BY stay_id
)
SELECT
  k.stay_id, k.stay_id AS mdtrt_id, k.psn_no, k.fixmedins_code, k.svc_date, k.adm_date, k.dscg_date, k.mdtrt_ids AS related_id,
  t.first_visit, t.visits, t.places, t.scenes, t.visit_dates,
  CASE WHEN k.scene = 'PH' THEN 3 ELSE 2 END AS sev_deg,
  CASE WHEN k.scene = 'PH' AND k.all_ecert THEN 'proxy' END AS soft
FROM kept AS k
JOIN together AS t ON t.stay_id = k.stay_id
