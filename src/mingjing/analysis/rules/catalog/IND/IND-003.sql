/*---
code: IND-003
version: 2
title: 入院套餐式检验检查
status: active
behaviour: indicator_anomaly
severity: 3
subject: institution
grain: [fixmedins_code, dept, period, grp]
amount: none
scenes: [IP]
stages: [3]
law: [735-38-2]
params:
  share_pct: {type: integer, default: 80, unit: '%', source: 无官方数值，可按统筹区配置}
  peer_pct: {type: integer, default: 40, unit: '%', source: 无官方数值；同类科室中位数，可按统筹区配置}
  min_stays: {type: integer, default: 30, unit: 人次/季度, source: 无官方数值，可按统筹区配置}
  within_h: {type: integer, default: 48, unit: 小时, source: 无官方数值，可按统筹区配置}
message: "{period} 科室 {dept} 住院 {stays} 人次中 {hit_stays} 人次在入院 48 小时内做 {grp}（{share_pct} %），同类机构同科室中位数 {peer_pct} %（{peers} 个科室）。"
verify: 抽查病历 30 份，核对该项目的指征、结果和对诊疗的影响，了解是否为固定医嘱模板。
defence: 专科指南、科室常规要求。
known_gaps: 科室诊疗常规需现场核对；以该项目为常规的科室由本地在关注品种清单中设定。
evidence: [dept, grp, stays, hit_stays, share_pct, peer_pct, peers, items_amt, kp_ref]
cases:
  - name: 骨科 96% 的住院做甲胎蛋白，同市骨科很少
    given: &afp
      mdtrt_d: &stays
        - &peers {repeat: {h: 8, n: 30}, mdtrt_id: I<h>_<n>, psn_no: P<h>_<n>, fixmedins_code: H<h>, adm_dept_codg: A04.03, begntime: "2026-03-05 10:00:00", endtime: "2026-03-12 10:00:00"}
        - &own {repeat: {n: 50}, mdtrt_id: IX<n>, psn_no: PX<n>, fixmedins_code: HX, adm_dept_codg: A04.03, begntime: "2026-03-05 10:00:00", endtime: "2026-03-12 10:00:00"}
      fee_list_d: &lines
        - &beds {repeat: {h: 8, n: 30}, mdtrt_id: I<h>_<n>, bkkp_sn: A<h>_<n>}
        - &ownbeds {repeat: {n: 50}, mdtrt_id: IX<n>, bkkp_sn: A<n>}
        - &tests {repeat: {n: 48}, mdtrt_id: IX<n>, bkkp_sn: B<n>, medins_list_name: 甲胎蛋白测定, pric: 40, fee_ocur_time: "2026-03-06 10:00:00"}
    finds:
      - {fixmedins_code: HX, checkout_amt: null, checkout_cnt: 48, sev_deg: 3, occurred_on: "2026-03-12", evidence: {dept: A04.03, grp: 甲胎蛋白, stays: 50, hit_stays: 48, share_pct: 96, peer_pct: 0, peers: 8}}
  - name: 恰有八成，同类中位数恰为四成
    given:
      mdtrt_d: *stays
      fee_list_d:
        - *beds
        - *ownbeds
        - {repeat: {h: 8, n: 12}, mdtrt_id: I<h>_<n>, bkkp_sn: C<h>_<n>, medins_list_name: 甲胎蛋白测定, fee_ocur_time: "2026-03-06 10:00:00"}
        - {repeat: {n: 40}, mdtrt_id: IX<n>, bkkp_sn: B<n>, medins_list_name: 甲胎蛋白测定, fee_ocur_time: "2026-03-06 10:00:00"}
    finds:
      - {fixmedins_code: HX, checkout_cnt: 40, evidence: {share_pct: 80, peer_pct: 40}}
  - name: 肝病科做甲胎蛋白
    given:
      mdtrt_d:
        - {repeat: {h: 8, n: 30}, mdtrt_id: I<h>_<n>, psn_no: P<h>_<n>, fixmedins_code: H<h>, adm_dept_codg: A16.03, begntime: "2026-03-05 10:00:00", endtime: "2026-03-12 10:00:00"}
        - {repeat: {n: 50}, mdtrt_id: IX<n>, psn_no: PX<n>, fixmedins_code: HX, adm_dept_codg: A16.03, begntime: "2026-03-05 10:00:00", endtime: "2026-03-12 10:00:00"}
      fee_list_d: *lines
    finds: []
  - name: 同市骨科半数住院也做
    given:
      mdtrt_d: *stays
      fee_list_d:
        - *beds
        - *ownbeds
        - *tests
        - {repeat: {h: 8, n: 15}, mdtrt_id: I<h>_<n>, bkkp_sn: C<h>_<n>, medins_list_name: 甲胎蛋白测定, fee_ocur_time: "2026-03-06 10:00:00"}
    finds: []
  - name: 入院 48 小时以后才做
    given:
      mdtrt_d: *stays
      fee_list_d:
        - *beds
        - *ownbeds
        - {repeat: {n: 48}, mdtrt_id: IX<n>, bkkp_sn: B<n>, medins_list_name: 甲胎蛋白测定, fee_ocur_time: "2026-03-07 10:00:01"}
    finds: []
  - name: 入院 72 小时内手术的术前检查
    given:
      mdtrt_d: *stays
      fee_list_d: *lines
      setl_list_oprn_d:
        - {repeat: {n: 25}, mdtrt_id: IX<n>, oprn_oprt_code: "81.5400", oprn_oprt_begntime: "2026-03-07 09:00:00"}
    finds: []
  - name: 本季只有 29 人次
    given:
      mdtrt_d:
        - *peers
        - {repeat: {n: 29}, mdtrt_id: IX<n>, psn_no: PX<n>, fixmedins_code: HX, adm_dept_codg: A04.03, begntime: "2026-03-05 10:00:00", endtime: "2026-03-12 10:00:00"}
      fee_list_d:
        - *beds
        - {repeat: {n: 29}, mdtrt_id: IX<n>, bkkp_sn: B<n>, medins_list_name: 甲胎蛋白测定, fee_ocur_time: "2026-03-06 10:00:00"}
    finds: []
  - name: 科室未填
    given:
      mdtrt_d:
        - *peers
        - {repeat: {n: 50}, mdtrt_id: IX<n>, psn_no: PX<n>, fixmedins_code: HX, adm_dept_codg: null, begntime: "2026-03-05 10:00:00", endtime: "2026-03-12 10:00:00"}
      fee_list_d: *lines
    finds: []
  - name: 检验均已退费
    given:
      mdtrt_d: *stays
      fee_list_d:
        - *beds
        - *ownbeds
        - *tests
        - {repeat: {n: 48}, mdtrt_id: IX<n>, bkkp_sn: R<n>, medins_list_name: 甲胎蛋白测定, cnt: -1, pric: 40, init_feedetl_sn: B<n>, fee_ocur_time: "2026-03-08 10:00:00"}
    finds: []
---*/
WITH prepared AS (
  SELECT DISTINCT o.stay_id
  FROM oprn AS o
  JOIN stay AS s ON s.stay_id = o.stay_id
  WHERE o.beg_ts IS NOT NULL AND seconds_between(s.adm_ts, o.beg_ts) <= 259200
), ward AS (
  SELECT s.stay_id, s.fixmedins_code, s.admdvs, s.adm_ts, s.dscg_date, s.adm_dept AS dept, quarter_of(s.dscg_date) AS period
  FROM stay AS s
  LEFT JOIN prepared AS p ON p.stay_id = s.stay_id
  WHERE s.in_scope AND NOT s.is_open AND s.adm_dept IS NOT NULL AND p.stay_id IS NULL
), dept AS (
  SELECT fixmedins_code, admdvs, dept, period, COUNT(*) AS stays, MAX(dscg_date) AS last_date
  FROM ward
  GROUP BY fixmedins_code, admdvs, dept, period
), large AS (
  SELECT d.* FROM dept AS d WHERE d.stays >= param('min_stays', d.last_date, d.admdvs)
), test AS (
  SELECT f.mdtrt_id, f.fee_ocur_time, f.gross, w.grp, w.dept_prefix, w.kp_ref
  FROM fee_net AS f
  JOIN watch_name AS w
    ON w.kind = 'routine' AND w.item = f.item AND w.item_name = COALESCE(f.item_name, '') AND w.kreg = f.kreg
    AND f.svc_date >= w.k_from AND f.svc_date < w.k_to
  WHERE f.in_scope AND f.is_ip AND f.kind = 'service'
), taken AS (
  SELECT w.fixmedins_code, w.dept, w.period, t.grp, COUNT(DISTINCT w.stay_id) AS hit_stays, SUM(t.gross) AS items_amt,
    joined(t.kp_ref) AS kp_ref
  FROM test AS t
  JOIN stay_enc AS e ON e.mdtrt_id = t.mdtrt_id
  JOIN ward AS w ON w.stay_id = e.stay_id
  WHERE seconds_between(w.adm_ts, t.fee_ocur_time) <= 3600 * param('within_h', w.dscg_date, w.admdvs)
    AND NOT COALESCE(
      contains(t.dept_prefix, '|' || LEFT(w.dept, 3) || '|') OR contains(t.dept_prefix, '|' || LEFT(w.dept, 6) || '|'), FALSE
    )
  GROUP BY w.fixmedins_code, w.dept, w.period, t.grp
), routine AS (
  SELECT l.*, t.grp, t.hit_stays, t.items_amt, t.kp_ref, ratio(t.hit_stays * 100, l.stays) AS share_pct
  FROM large AS l
  JOIN taken AS t ON t.fixmedins_code = l.fixmedins_code AND t.dept = l.dept AND t.period = l.period
), habit AS (
  SELECT r.* FROM routine AS r WHERE r.share_pct >= param('share_pct', r.last_date, r.admdvs)
), beside AS (
  -- The same department of the institutions of each peer group, those that never order the test included.
  SELECT
    h.fixmedins_code, h.dept, h.period, h.grp, g.level, COUNT(*) AS peers, median_of(COALESCE(o.share_pct, 0)) AS peer_pct
  FROM habit AS h
  JOIN peer_group AS g ON g.fixmedins_code = h.fixmedins_code
  JOIN peer_group AS b ON b.level = g.level AND b.peer_key = g.peer_key AND b.fixmedins_code <> h.fixmedins_code
  JOIN large AS l ON l.fixmedins_code = b.fixmedins_code AND l.dept = h.dept AND l.period = h.period
  LEFT JOIN routine AS o ON o.fixmedins_code = l.fixmedins_code AND o.dept = l.dept AND o.period = l.period AND o.grp = h.grp
  GROUP BY h.fixmedins_code, h.dept, h.period, h.grp, g.level
  HAVING COUNT(*) >= 8
), nearest AS (
  SELECT b.*, ROW_NUMBER() OVER (PARTITION BY b.fixmedins_code, b.dept, b.period, b.grp ORDER BY b.level) AS nth
  FROM beside AS b
)
SELECT
  h.fixmedins_code, h.dept, h.period, h.grp, h.last_date AS occurred_on, h.hit_stays AS checkout_cnt, h.stays, h.hit_stays,
  h.share_pct, h.items_amt, h.kp_ref, n.peer_pct, n.peers
FROM habit AS h
JOIN nearest AS n
  ON n.fixmedins_code = h.fixmedins_code AND n.dept = h.dept AND n.period = h.period AND n.grp = h.grp AND n.nth = 1
WHERE n.peer_pct <= param('peer_pct', h.last_date, h.admdvs)
