/*---
code: INS-005
version: 3
title: 人员时间重叠、工作量不可能
status: active
behaviour: fictitious_item
severity: 2
subject: staff
amount: share
scenes: [IP, OP]
stages: [3]
law: [735-40-3, 735-38-3]
params:
  overlap_min: {type: integer, default: 30, unit: 分钟, source: 两台手术重叠超过此时长；无官方数值，可按统筹区配置}
  rooms: {type: integer, default: 2, unit: 间, source: 麻醉医师同时照看的手术间数上限；无官方数值，可按统筹区配置}
  apart_km: {type: decimal, default: 5, unit: 千米, source: 两家机构相距超过此数；无官方数值，可按统筹区配置}
  apart_min: {type: integer, default: 30, unit: 分钟, source: 两处开单相隔不超过此时长；无官方数值，可按统筹区配置}
  op_max: {type: integer, default: 150, unit: 人次/日, source: 无官方数值，可按统筹区配置}
  work_min: {type: integer, default: 960, unit: 分钟/日, source: 每日 16 小时；无官方数值，可按统筹区配置}
message: "{svc_date} {staff_code} {reason}，后一处的费用 {checkout_amt} 元。"
verify: 调看手术间录像、麻醉记录单，核对开单账号由谁使用、当日排班。
defence: 术者带组、由署名助手完成；多点执业；账号共用。
known_gaps: 署名助手、多点执业需现场排除；没有钟点的记录不判断；机构没有坐标的不判断异地开单。
evidence: [reason, overlap_minutes, other_mdtrt, other_place, distance_km, op_cnt, work_minutes, kp_ref]
cases:
  - name: 术者九点至十一点、九点四十至十点五十在两间手术室
    given:
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "51.2300", oper_dr_code: R1, oprn_oprt_begntime: "2026-03-02 09:00:00", oprn_oprt_endtime: "2026-03-02 11:00:00"}
        - {mdtrt_id: I2, oprn_oprt_code: "51.2300", oper_dr_code: R1, oprn_oprt_begntime: "2026-03-02 09:40:00", oprn_oprt_endtime: "2026-03-02 10:50:00"}
      fee_list_d:
        - {mdtrt_id: I1, psn_no: P1, med_list_codg: "003310060020000", med_chrgitm_type: "06", pric: 1200}
        - {mdtrt_id: I2, psn_no: P2, bkkp_sn: A, med_list_codg: "003310060020000", med_chrgitm_type: "06", pric: 1200}
        - {mdtrt_id: I2, psn_no: P2, bkkp_sn: B, med_list_codg: "003301000050000", med_chrgitm_type: "05", pric: 300}
        - {mdtrt_id: I2, psn_no: P2, pric: 30, fee_ocur_time: "2026-03-03 10:00:00"}
    finds:
      - {staff_code: R1, checkout_amt: 1500.00, fund_amt: 1200.00, checkout_cnt: 2, sev_deg: 2, occurred_on: "2026-03-02", bkkp_sns: [A, B], related_ids: [I1], evidence: {branch: [a], overlap_minutes: 70}}
  - name: 两台手术重叠恰 30 分钟
    given:
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "51.2300", oper_dr_code: R1, oprn_oprt_begntime: "2026-03-02 09:00:00", oprn_oprt_endtime: "2026-03-02 10:10:00"}
        - {mdtrt_id: I2, oprn_oprt_code: "51.2300", oper_dr_code: R1, oprn_oprt_begntime: "2026-03-02 09:40:00", oprn_oprt_endtime: "2026-03-02 10:50:00"}
      fee_list_d:
        - {mdtrt_id: I1, psn_no: P1, med_list_codg: "003310060020000", med_chrgitm_type: "06", pric: 1200}
        - {mdtrt_id: I2, psn_no: P2, med_list_codg: "003310060020000", med_chrgitm_type: "06", pric: 1200}
    finds: []
  - name: 各时刻都在整点、半点，疑为事后补填，降为轻度可疑
    given:
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "51.2300", oper_dr_code: R1, oprn_oprt_begntime: "2026-03-02 09:00:00", oprn_oprt_endtime: "2026-03-02 11:00:00"}
        - {mdtrt_id: I2, oprn_oprt_code: "51.2300", oper_dr_code: R1, oprn_oprt_begntime: "2026-03-02 09:30:00", oprn_oprt_endtime: "2026-03-02 11:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, psn_no: P1, med_list_codg: "003310060020000", med_chrgitm_type: "06", pric: 1200}
        - {mdtrt_id: I2, psn_no: P2, med_list_codg: "003310060020000", med_chrgitm_type: "06", pric: 1200}
    finds:
      - {checkout_amt: 1200.00, sev_deg: 3, evidence: {soft: [rounded]}}
  - name: 同一患者的两个手术操作
    given:
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "51.2300", oper_dr_code: R1, oprn_oprt_begntime: "2026-03-02 09:00:00", oprn_oprt_endtime: "2026-03-02 11:00:00"}
        - {mdtrt_id: I1, oprn_oprt_code: "54.1100", oper_dr_code: R1, oprn_oprt_begntime: "2026-03-02 09:10:00", oprn_oprt_endtime: "2026-03-02 11:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003310060020000", med_chrgitm_type: "06", pric: 1200}
    finds: []
  - name: 后一台手术的费用已全部退费，只作线索
    given:
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "51.2300", oper_dr_code: R1, oprn_oprt_begntime: "2026-03-02 09:00:00", oprn_oprt_endtime: "2026-03-02 11:00:00"}
        - {mdtrt_id: I2, oprn_oprt_code: "51.2300", oper_dr_code: R1, oprn_oprt_begntime: "2026-03-02 09:40:00", oprn_oprt_endtime: "2026-03-02 10:50:00"}
      fee_list_d:
        - {mdtrt_id: I1, psn_no: P1, med_list_codg: "003310060020000", med_chrgitm_type: "06", pric: 1200}
        - {mdtrt_id: I2, psn_no: P2, bkkp_sn: A, med_list_codg: "003310060020000", med_chrgitm_type: "06", pric: 1200}
        - {mdtrt_id: I2, psn_no: P2, med_list_codg: "003310060020000", med_chrgitm_type: "06", pric: 1200, cnt: -1, init_feedetl_sn: A}
    finds:
      - {checkout_amt: null, amount_basis: none, sev_deg: 2}
  - name: 手术结束时间未填
    given:
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "51.2300", oper_dr_code: R1, oprn_oprt_begntime: "2026-03-02 09:00:00"}
        - {mdtrt_id: I2, oprn_oprt_code: "51.2300", oper_dr_code: R1, oprn_oprt_begntime: "2026-03-02 09:40:00", oprn_oprt_endtime: "2026-03-02 10:50:00"}
      fee_list_d:
        - {mdtrt_id: I1, psn_no: P1, med_list_codg: "003310060020000", med_chrgitm_type: "06", pric: 1200}
        - {mdtrt_id: I2, psn_no: P2, med_list_codg: "003310060020000", med_chrgitm_type: "06", pric: 1200}
    finds: []
  - name: 麻醉医师同时照看三间手术室
    given:
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "51.2300", anst_dr_code: R9, oprn_oprt_begntime: "2026-03-02 09:00:00", oprn_oprt_endtime: "2026-03-02 11:00:00"}
        - {mdtrt_id: I2, oprn_oprt_code: "51.2300", anst_dr_code: R9, oprn_oprt_begntime: "2026-03-02 09:10:00", oprn_oprt_endtime: "2026-03-02 11:00:00"}
        - {mdtrt_id: I3, oprn_oprt_code: "51.2300", anst_dr_code: R9, oprn_oprt_begntime: "2026-03-02 09:20:00", oprn_oprt_endtime: "2026-03-02 11:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, psn_no: P1, med_list_codg: "003310060020000", med_chrgitm_type: "06", pric: 1200}
        - {mdtrt_id: I2, psn_no: P2, med_list_codg: "003310060020000", med_chrgitm_type: "06", pric: 1200}
        - {mdtrt_id: I3, psn_no: P3, bkkp_sn: A, med_list_codg: "003310060020000", med_chrgitm_type: "06", pric: 1000}
    finds:
      - {staff_code: R9, checkout_amt: 1000.00, sev_deg: 2, bkkp_sns: [A], related_ids: [I1, I2]}
  - name: 麻醉医师同时照看两间手术室
    given:
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "51.2300", anst_dr_code: R9, oprn_oprt_begntime: "2026-03-02 09:00:00", oprn_oprt_endtime: "2026-03-02 11:00:00"}
        - {mdtrt_id: I2, oprn_oprt_code: "51.2300", anst_dr_code: R9, oprn_oprt_begntime: "2026-03-02 09:10:00", oprn_oprt_endtime: "2026-03-02 11:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, psn_no: P1, med_list_codg: "003310060020000", med_chrgitm_type: "06", pric: 1200}
        - {mdtrt_id: I2, psn_no: P2, med_list_codg: "003310060020000", med_chrgitm_type: "06", pric: 1200}
    finds: []
  - name: 二十分钟内在相距十一千米的两家医院开单
    given:
      fixmedins_b:
        - {fixmedins_code: H1, lnt: 104.00, lat: 30.00}
        - {fixmedins_code: H2, lnt: 104.00, lat: 30.10}
      fee_list_d:
        - {mdtrt_id: E1, psn_no: P1, fixmedins_code: H1, bilg_dr_code: D510100000001, pric: 20, fee_ocur_time: "2026-03-02 09:03:00"}
        - {mdtrt_id: E2, psn_no: P2, fixmedins_code: H2, bilg_dr_code: D510100000001, bkkp_sn: A, pric: 60, fee_ocur_time: "2026-03-02 09:23:00"}
    finds:
      - {staff_code: D510100000001, fixmedins_code: H2, checkout_amt: 60.00, sev_deg: 2, bkkp_sns: [A], evidence: {branch: [b], other_place: H1}}
  - name: 同一信用代码的两个院区
    given:
      fixmedins_b:
        - {fixmedins_code: H1, lnt: 104.00, lat: 30.00, uscc: U}
        - {fixmedins_code: H2, lnt: 104.00, lat: 30.10, uscc: U}
      fee_list_d:
        - {mdtrt_id: E1, psn_no: P1, fixmedins_code: H1, bilg_dr_code: D510100000001, fee_ocur_time: "2026-03-02 09:03:00"}
        - {mdtrt_id: E2, psn_no: P2, fixmedins_code: H2, bilg_dr_code: D510100000001, fee_ocur_time: "2026-03-02 09:23:00"}
    finds: []
  - name: 一小时内出现在四家机构，疑为共用账号，不评估
    given:
      fixmedins_b:
        - {fixmedins_code: H1, lnt: 104.00, lat: 30.00}
        - {fixmedins_code: H2, lnt: 104.00, lat: 30.10}
        - {fixmedins_code: H3, lnt: 104.00, lat: 30.20}
        - {fixmedins_code: H4, lnt: 104.00, lat: 30.30}
      fee_list_d:
        - {mdtrt_id: E1, psn_no: P1, fixmedins_code: H1, bilg_dr_code: D510100000001, fee_ocur_time: "2026-03-02 09:03:00"}
        - {mdtrt_id: E2, psn_no: P2, fixmedins_code: H2, bilg_dr_code: D510100000001, fee_ocur_time: "2026-03-02 09:13:00"}
        - {mdtrt_id: E3, psn_no: P3, fixmedins_code: H3, bilg_dr_code: D510100000001, fee_ocur_time: "2026-03-02 09:23:00"}
        - {mdtrt_id: E4, psn_no: P4, fixmedins_code: H4, bilg_dr_code: D510100000001, fee_ocur_time: "2026-03-02 09:33:00"}
    finds: []
  - name: 机构坐标未填，不评估异地开单
    given:
      fee_list_d:
        - {mdtrt_id: E1, psn_no: P1, fixmedins_code: H1, bilg_dr_code: D510100000001, fee_ocur_time: "2026-03-02 09:03:00"}
        - {mdtrt_id: E2, psn_no: P2, fixmedins_code: H2, bilg_dr_code: D510100000001, fee_ocur_time: "2026-03-02 09:23:00"}
    finds: []
  - name: 两家医院相距十一千米，开单相隔一小时
    given:
      fixmedins_b:
        - {fixmedins_code: H1, lnt: 104.00, lat: 30.00}
        - {fixmedins_code: H2, lnt: 104.00, lat: 30.10}
      fee_list_d:
        - {mdtrt_id: E1, psn_no: P1, fixmedins_code: H1, bilg_dr_code: D510100000001, fee_ocur_time: "2026-03-02 09:03:00"}
        - {mdtrt_id: E2, psn_no: P2, fixmedins_code: H2, bilg_dr_code: D510100000001, fee_ocur_time: "2026-03-02 10:03:00"}
    finds: []
  - name: 自编代码在两家医院恰好相同
    given:
      fixmedins_b:
        - {fixmedins_code: H1, lnt: 104.00, lat: 30.00}
        - {fixmedins_code: H2, lnt: 104.00, lat: 30.10}
      fee_list_d:
        - {mdtrt_id: E1, psn_no: P1, fixmedins_code: H1, bilg_dr_code: "0012", fee_ocur_time: "2026-03-02 09:03:00"}
        - {mdtrt_id: E2, psn_no: P2, fixmedins_code: H2, bilg_dr_code: "0012", fee_ocur_time: "2026-03-02 09:23:00"}
    finds: []
  - name: 治疗师一日计费十七小时
    given:
      fee_list_d:
        - {mdtrt_id: E1, psn_no: P1, acord_dr_code: R5, med_list_codg: "003402000200000", cnt: 12, pric: 50}
        - {mdtrt_id: E2, psn_no: P2, acord_dr_code: R5, med_list_codg: "003402000310000", cnt: 11, pric: 50}
    finds:
      - {staff_code: R5, checkout_amt: null, amount_basis: none, sev_deg: 3, occurred_on: "2026-03-02", evidence: {branch: [c], work_minutes: 1035}}
  - name: 治疗师一日计费十五小时
    given:
      fee_list_d:
        - {mdtrt_id: E1, psn_no: P1, acord_dr_code: R5, med_list_codg: "003402000200000", cnt: 20, pric: 50}
    finds: []
---*/
WITH act AS (
  SELECT
    o.oper_dr AS staff_code, 'oper' AS part, o.mdtrt_id, MIN(o.psn_no) AS psn_no, MIN(o.fixmedins_code) AS fixmedins_code,
    o.beg_ts, MAX(o.end_ts) AS end_ts, o.oprn_date
  FROM inst AS i
  LEFT JOIN oprn AS o ON o.fixmedins_code = i.fixmedins_code
  WHERE o.oper_dr IS NOT NULL AND has_clock(o.beg_ts) AND has_clock(o.end_ts) AND o.end_ts > o.beg_ts
  GROUP BY o.oper_dr, o.mdtrt_id, o.beg_ts, o.oprn_date
  UNION ALL
  SELECT
    optional(o.anst_dr), 'anst', o.mdtrt_id, MIN(o.psn_no), MIN(o.fixmedins_code), o.beg_ts, MAX(o.end_ts), o.oprn_date
  FROM inst AS i
  LEFT JOIN oprn AS o ON o.fixmedins_code = i.fixmedins_code
  WHERE optional(o.anst_dr) IS NOT NULL AND has_clock(o.beg_ts) AND has_clock(o.end_ts) AND o.end_ts > o.beg_ts
  GROUP BY optional(o.anst_dr), o.mdtrt_id, o.beg_ts, o.oprn_date
), clash AS (
  -- l began while e, of another patient, was under way. A code without national shape means somebody else elsewhere.
  SELECT
    l.staff_code, l.part, l.mdtrt_id, l.oprn_date, l.fixmedins_code, e.mdtrt_id AS other_mdtrt,
    int_div(seconds_between(l.beg_ts, LEAST(l.end_ts, e.end_ts)), 60) AS minutes,
    int_mod(minute_of_day(l.beg_ts), 30) = 0 AND int_mod(minute_of_day(l.end_ts), 30) = 0
      AND int_mod(minute_of_day(e.beg_ts), 30) = 0 AND int_mod(minute_of_day(e.end_ts), 30) = 0 AS rounded,
    i.admdvs
  FROM act AS l
  JOIN act AS e ON e.staff_code = l.staff_code AND e.part = l.part
  JOIN inst AS i ON i.fixmedins_code = l.fixmedins_code
  WHERE e.psn_no <> l.psn_no AND (e.beg_ts < l.beg_ts OR (e.beg_ts = l.beg_ts AND e.mdtrt_id < l.mdtrt_id))
    AND (e.fixmedins_code = l.fixmedins_code OR matches(l.staff_code, '^[A-Z][A-Z]?[0-9]{12}'))
    AND seconds_between(l.beg_ts, LEAST(l.end_ts, e.end_ts)) > 60 * param('overlap_min', l.oprn_date, i.admdvs)
), overlapping AS (
  SELECT
    c.staff_code, c.part, c.mdtrt_id, c.oprn_date, MIN(c.fixmedins_code) AS fixmedins_code, joined(c.other_mdtrt) AS other_mdtrt,
    MAX(c.minutes) AS minutes, bool_and(c.rounded) AS rounded
  FROM clash AS c
  GROUP BY c.staff_code, c.part, c.mdtrt_id, c.oprn_date
  HAVING MIN(c.part) = 'oper' OR COUNT(DISTINCT c.other_mdtrt) >= MIN(param('rooms', c.oprn_date, c.admdvs))
), operated AS (
  SELECT
    f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.svc_date, f.item, f.item_name, f.cnt, f.pric, f.gross, f.amt
  FROM fee_net AS f
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND (optional(f.chrg) = '06' OR has_cls(f.cls, 'ANES'))
    AND f.mdtrt_id IN (SELECT mdtrt_id FROM overlapping)
), roster AS (
  -- One pass over the lines tells who ordered where and when; everything below asks only about the few that stand out.
  SELECT
    f.bilg_dr AS staff_code, f.fixmedins_code, f.svc_date, f.admdvs,
    SUM(CASE WHEN f.scene = 'OP' AND f.in_scope AND f.settled THEN 1 ELSE 0 END) AS op_lines
  FROM fee_net AS f
  WHERE f.scene IN ('IP', 'OP') AND f.bilg_dr IS NOT NULL
  GROUP BY f.bilg_dr, f.fixmedins_code, f.svc_date, f.admdvs
), traveller AS (
  SELECT staff_code
  FROM roster
  GROUP BY staff_code
  HAVING MIN(fixmedins_code) < MAX(fixmedins_code)
), ordered AS (
  SELECT
    f.bilg_dr AS staff_code, f.fixmedins_code, f.svc_date, f.fee_ocur_time, f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.item,
    f.item_name, f.cnt, f.pric, f.gross, f.amt
  FROM fee_net AS f
  WHERE f.in_scope AND f.settled AND f.scene IN ('IP', 'OP') AND f.has_time AND f.amt > 0
    AND f.bilg_dr IN (SELECT t.staff_code FROM traveller AS t WHERE matches(t.staff_code, '^[A-Z][A-Z]?[0-9]{12}'))
), ordering AS (
  SELECT staff_code, fixmedins_code, svc_date, fee_ocur_time
  FROM ordered
  GROUP BY staff_code, fixmedins_code, svc_date, fee_ocur_time
), crowd AS (
  SELECT o.staff_code, hour_start(o.fee_ocur_time) AS hour
  FROM ordering AS o
  GROUP BY o.staff_code, hour_start(o.fee_ocur_time)
  HAVING COUNT(DISTINCT o.fixmedins_code) > 3
), paced AS (
  SELECT
    o.*,
    LAG(o.fixmedins_code) OVER (PARTITION BY o.staff_code ORDER BY o.fee_ocur_time, o.fixmedins_code) AS before_place,
    LAG(o.fee_ocur_time) OVER (PARTITION BY o.staff_code ORDER BY o.fee_ocur_time, o.fixmedins_code) AS before_at
  FROM ordering AS o
), leap AS (
  SELECT
    p.staff_code, p.fixmedins_code, p.fee_ocur_time, p.before_place,
    haversine_km(optional(a.lat), optional(a.lnt), optional(b.lat), optional(b.lnt)) AS distance_km,
    int_mod(minute_of_day(p.fee_ocur_time), 30) = 0 AND int_mod(minute_of_day(p.before_at), 30) = 0 AS rounded
  FROM paced AS p
  JOIN inst AS a ON a.fixmedins_code = p.fixmedins_code
  JOIN inst AS b ON b.fixmedins_code = p.before_place
  LEFT JOIN crowd AS c ON c.staff_code = p.staff_code AND c.hour = hour_start(p.fee_ocur_time)
  WHERE p.before_place <> p.fixmedins_code AND a.inst_key <> b.inst_key AND c.staff_code IS NULL
    AND seconds_between(p.before_at, p.fee_ocur_time) <= 60 * param('apart_min', p.svc_date, a.admdvs)
    AND haversine_km(optional(a.lat), optional(a.lnt), optional(b.lat), optional(b.lnt)) > CAST(param('apart_km', p.svc_date, a.admdvs) AS DOUBLE)
), busy AS (
  -- Who has seen too many has at least as many lines; encounters are counted only for these days.
  SELECT r.staff_code, r.fixmedins_code, r.svc_date, r.admdvs
  FROM roster AS r
  WHERE r.op_lines > param('op_max', r.svc_date, r.admdvs)
), seen AS (
  SELECT b.staff_code, b.fixmedins_code, b.svc_date, b.admdvs, COUNT(DISTINCT f.mdtrt_id) AS op_cnt
  FROM fee_net AS f
  JOIN busy AS b ON b.staff_code = f.bilg_dr AND b.fixmedins_code = f.fixmedins_code AND b.svc_date = f.svc_date
  WHERE f.in_scope AND f.settled AND f.scene = 'OP'
  GROUP BY b.staff_code, b.fixmedins_code, b.svc_date, b.admdvs
), worked AS (
  SELECT
    optional(f.acord_dr) AS staff_code, f.fixmedins_code, f.svc_date, f.admdvs, SUM(product(f.cnt, k.std_min)) AS work_minutes,
    joined(k.kp_ref) AS kp_ref
  FROM fee_net AS f
  JOIN item_class AS k ON k_match(k, f)
  WHERE f.in_scope AND f.settled AND f.scene IN ('IP', 'OP') AND optional(f.acord_dr) IS NOT NULL
    AND k.std_min IS NOT NULL AND k.member = 1 AND COALESCE(k.parallel, 1) = 1
  GROUP BY optional(f.acord_dr), f.fixmedins_code, f.svc_date, f.admdvs
)
SELECT
  x.staff_code, x.oprn_date AS svc_date, 'a' AS branch, x.fixmedins_code, f.bkkp_sn, x.mdtrt_id, f.setl_id, f.psn_no,
  f.item, f.item_name, f.cnt, f.pric, f.gross, f.amt, f.amt AS hit_amt, x.other_mdtrt AS related_id,
  CASE x.part WHEN 'oper' THEN '作为术者在两台手术重叠' ELSE '作为麻醉医师同时在三间以上手术室' END AS reason,
  x.minutes AS overlap_minutes, x.other_mdtrt, CAST(NULL AS VARCHAR) AS other_place, CAST(NULL AS DOUBLE) AS distance_km,
  CAST(NULL AS BIGINT) AS op_cnt, CAST(NULL AS DECIMAL(38,4)) AS work_minutes, 2 AS sev_deg,
  CASE WHEN x.rounded THEN 'rounded' END AS soft, CAST(NULL AS VARCHAR) AS kp_ref
FROM overlapping AS x
LEFT JOIN operated AS f ON f.mdtrt_id = x.mdtrt_id AND f.svc_date = x.oprn_date
UNION ALL
SELECT
  l.staff_code, f.svc_date, 'b', f.fixmedins_code, f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no,
  f.item, f.item_name, f.cnt, f.pric, f.gross, f.amt, f.amt, CAST(NULL AS VARCHAR),
  '在两家机构开单，相隔时间不足以往返', CAST(NULL AS BIGINT), CAST(NULL AS VARCHAR), l.before_place, l.distance_km,
  CAST(NULL AS BIGINT), CAST(NULL AS DECIMAL(38,4)), 2, CASE WHEN l.rounded THEN 'rounded' END, CAST(NULL AS VARCHAR)
FROM leap AS l
JOIN ordered AS f
  ON f.staff_code = l.staff_code AND f.fixmedins_code = l.fixmedins_code AND f.fee_ocur_time = l.fee_ocur_time
UNION ALL
SELECT
  w.staff_code, w.svc_date, 'c', w.fixmedins_code, CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR),
  CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR), CAST(NULL AS DECIMAL(16,4)),
  CAST(NULL AS DECIMAL(16,6)), CAST(NULL AS DECIMAL(16,2)), CAST(NULL AS DECIMAL(16,2)), CAST(NULL AS DECIMAL(16,2)),
  CAST(NULL AS VARCHAR), '一日工作量超出可能', CAST(NULL AS BIGINT), CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR),
  CAST(NULL AS DOUBLE), w.op_cnt, w.work_minutes, 3, CAST(NULL AS VARCHAR), w.kp_ref
FROM (
  SELECT s.staff_code, s.svc_date, s.fixmedins_code, s.op_cnt, CAST(NULL AS DECIMAL(38,4)) AS work_minutes,
    CAST(NULL AS VARCHAR) AS kp_ref
  FROM seen AS s
  WHERE s.op_cnt > param('op_max', s.svc_date, s.admdvs)
  UNION ALL
  SELECT k.staff_code, k.svc_date, k.fixmedins_code, CAST(NULL AS BIGINT), CAST(k.work_minutes AS DECIMAL(38,4)), k.kp_ref
  FROM worked AS k
  WHERE k.work_minutes > param('work_min', k.svc_date, k.admdvs)
) AS w
