/*---
code: IND-001
version: 1
title: 国家统计指标
status: active
national_code: [ZB10000205001000, ZB10000205002000, ZB10000205003000, ZB10000205004000, ZB10000205005000, ZB10000205006000, ZB10000205008000]
behaviour: indicator_anomaly
severity: 3
subject: institution
grain: [fixmedins_code, period, measure]
amount: none
scenes: [IP, OP]
stages: [3]
law: [agreement]
params:
  period_kind: {type: text, default: month, source: 无官方数值；比较的期间 month（月）或 quarter（季），可按统筹区配置}
  min_n: {type: integer, default: 100, unit: 人次, source: 无官方数值，可按统筹区配置}
  min_cases: {type: integer, default: 5, unit: 例, source: 无官方数值；再住院不足此例数的，比率出于偶然，可按统筹区配置}
message: "{period} {measure} {value}，高于同类机构上界 {high_fence}（中位数 {median}，与 {peers} 家比较，由高到低第 {place}），上一期间 {before} 也高于上界。"
verify: 抽查该期间病历 30 份，核对偏高项目的指征、医嘱和报告。
defence: 收治病种较重；专科结构不同。
known_gaps: 价格、目录调整和病种结构需现场排除；院内感染发生率需感染监测资料，不判断。
evidence: [measure, value, n, part_amt, whole_amt, q1, median, q3, high_fence, place, peers, level, before, cmi, series]
cases:
  - name: 检查化验费占比 46%，同类 28%，连续两月高于上界
    given: &twice
      fee_list_d: &lines
        - &peer_exam {repeat: {h: 8, m: ["02", "03"], n: 30}, mdtrt_id: I<h>_<m>_<n>, psn_no: P<h>_<m>_<n>, bkkp_sn: A<h>_<m>_<n>, fixmedins_code: H<h>, med_chrgitm_type: "03", pric: 28, fee_ocur_time: "2026-<m>-05 10:00:00"}
        - &peer_drug {repeat: {h: 8, m: ["02", "03"], n: 30}, mdtrt_id: I<h>_<m>_<n>, psn_no: P<h>_<m>_<n>, bkkp_sn: B<h>_<m>_<n>, fixmedins_code: H<h>, med_chrgitm_type: "14", pric: 72, fee_ocur_time: "2026-<m>-05 10:00:00"}
        - &own_exam {repeat: {m: ["02", "03"], n: 100}, mdtrt_id: IX<m>_<n>, psn_no: PX<m>_<n>, bkkp_sn: A<m>_<n>, fixmedins_code: HX, med_chrgitm_type: "04", pric: 46, fee_ocur_time: "2026-<m>-05 10:00:00"}
        - &own_drug {repeat: {m: ["02", "03"], n: 100}, mdtrt_id: IX<m>_<n>, psn_no: PX<m>_<n>, bkkp_sn: B<m>_<n>, fixmedins_code: HX, med_chrgitm_type: "14", pric: 54, fee_ocur_time: "2026-<m>-05 10:00:00"}
    finds:
      - {fixmedins_code: HX, checkout_amt: null, amount_basis: none, checkout_cnt: 100, sev_deg: 3, occurred_on: "2026-03-05", national_code: ZB10000205002000, evidence: {measure: IP 检查化验费占比, value: 0.46, before: 0.46, median: 0.28, high_fence: 0.28, peers: 8, series: "|2026-02 0.4600|2026-03 0.4600|"}}
  - name: 三月出院的 31 日内大量返院，连续两月再住院率高
    given:
      mdtrt_d:
        - &peer_stay {repeat: {h: 8, m: ["02", "03"], n: 30}, mdtrt_id: I<h>_<m>_<n>, psn_no: P<h>_<m>_<n>, fixmedins_code: H<h>, begntime: "2026-<m>-05 10:00:00", endtime: "2026-<m>-06 10:00:00", dscg_way: "1", days_rinp_flag_31: "1"}
        - {repeat: {m: ["02", "03", "04"], n: 100}, mdtrt_id: IX<m>_<n>, psn_no: PX<n>, fixmedins_code: HX, begntime: "2026-<m>-05 10:00:00", endtime: "2026-<m>-15 10:00:00", dscg_way: "1", days_rinp_flag_31: "1"}
      fee_list_d:
        - {repeat: {h: 8, m: ["02", "03"], n: 30}, mdtrt_id: I<h>_<m>_<n>, bkkp_sn: A<h>_<m>_<n>}
        - {repeat: {m: ["02", "03", "04"], n: 100}, mdtrt_id: IX<m>_<n>, bkkp_sn: A<m>_<n>}
    finds:
      - {fixmedins_code: HX, checkout_cnt: 100, occurred_on: "2026-03-15", national_code: ZB10000205008000, evidence: {measure: 非计划再住院率, value: 1, high_fence: 0}}
  - name: 每月只有 4 例非计划再住院
    given:
      mdtrt_d:
        - *peer_stay
        - {repeat: {m: ["02", "03", "04"], n: 4}, mdtrt_id: IX<m>_<n>, psn_no: PX<n>, fixmedins_code: HX, begntime: "2026-<m>-05 10:00:00", endtime: "2026-<m>-15 10:00:00", dscg_way: "1", days_rinp_flag_31: "1"}
        - {repeat: {m: ["02", "03", "04"], n: 96}, mdtrt_id: IY<m>_<n>, psn_no: PY<m>_<n>, fixmedins_code: HX, begntime: "2026-<m>-05 10:00:00", endtime: "2026-<m>-15 10:00:00", dscg_way: "1", days_rinp_flag_31: "1"}
      fee_list_d:
        - {repeat: {h: 8, m: ["02", "03"], n: 30}, mdtrt_id: I<h>_<m>_<n>, bkkp_sn: A<h>_<m>_<n>}
        - {repeat: {m: ["02", "03", "04"], n: 4}, mdtrt_id: IX<m>_<n>, bkkp_sn: A<m>_<n>}
        - {repeat: {m: ["02", "03", "04"], n: 96}, mdtrt_id: IY<m>_<n>, bkkp_sn: B<m>_<n>}
    finds: []
  - name: 只有一个月高于上界
    given:
      fee_list_d:
        - *peer_exam
        - *peer_drug
        - {repeat: {n: 100}, mdtrt_id: IX<n>, psn_no: PX<n>, bkkp_sn: A<n>, fixmedins_code: HX, med_chrgitm_type: "04", pric: 46, fee_ocur_time: "2026-03-05 10:00:00"}
        - {repeat: {n: 100}, mdtrt_id: IX<n>, psn_no: PX<n>, bkkp_sn: B<n>, fixmedins_code: HX, med_chrgitm_type: "14", pric: 54, fee_ocur_time: "2026-03-05 10:00:00"}
        - {repeat: {n: 100}, mdtrt_id: IY<n>, psn_no: PY<n>, bkkp_sn: C<n>, fixmedins_code: HX, med_chrgitm_type: "04", pric: 28, fee_ocur_time: "2026-02-05 10:00:00"}
        - {repeat: {n: 100}, mdtrt_id: IY<n>, psn_no: PY<n>, bkkp_sn: D<n>, fixmedins_code: HX, med_chrgitm_type: "14", pric: 72, fee_ocur_time: "2026-02-05 10:00:00"}
    finds: []
  - name: 连续两月恰等于上界
    given:
      fee_list_d:
        - *peer_exam
        - *peer_drug
        - {repeat: {m: ["02", "03"], n: 100}, mdtrt_id: IX<m>_<n>, psn_no: PX<m>_<n>, bkkp_sn: A<m>_<n>, fixmedins_code: HX, med_chrgitm_type: "04", pric: 28, fee_ocur_time: "2026-<m>-05 10:00:00"}
        - {repeat: {m: ["02", "03"], n: 100}, mdtrt_id: IX<m>_<n>, psn_no: PX<m>_<n>, bkkp_sn: B<m>_<n>, fixmedins_code: HX, med_chrgitm_type: "14", pric: 72, fee_ocur_time: "2026-<m>-05 10:00:00"}
    finds: []
  - name: 每月只有 99 人次
    given:
      fee_list_d:
        - *peer_exam
        - *peer_drug
        - {repeat: {m: ["02", "03"], n: 99}, mdtrt_id: IX<m>_<n>, psn_no: PX<m>_<n>, bkkp_sn: A<m>_<n>, fixmedins_code: HX, med_chrgitm_type: "04", pric: 46, fee_ocur_time: "2026-<m>-05 10:00:00"}
        - {repeat: {m: ["02", "03"], n: 99}, mdtrt_id: IX<m>_<n>, psn_no: PX<m>_<n>, bkkp_sn: B<m>_<n>, fixmedins_code: HX, med_chrgitm_type: "14", pric: 54, fee_ocur_time: "2026-<m>-05 10:00:00"}
    finds: []
  - name: 协议签订不满六个月
    given:
      fixmedins_cntr_d: [{fixmedins_code: HX, begndate: "2026-01-15"}]
      fee_list_d: *lines
    finds: []
  - name: 专科医院不与其他类别比较
    given:
      fixmedins_b: [{fixmedins_code: HX, medins_type: A599, hosp_lv: "5"}]
      fee_list_d: *lines
    finds: []
  - name: 收费项目类别未填
    given:
      fee_list_d:
        - *peer_exam
        - *peer_drug
        - {repeat: {m: ["02", "03"], n: 100}, mdtrt_id: IX<m>_<n>, psn_no: PX<m>_<n>, bkkp_sn: A<m>_<n>, fixmedins_code: HX, med_chrgitm_type: null, pric: 46, fee_ocur_time: "2026-<m>-05 10:00:00"}
        - {repeat: {m: ["02", "03"], n: 100}, mdtrt_id: IX<m>_<n>, psn_no: PX<m>_<n>, bkkp_sn: B<m>_<n>, fixmedins_code: HX, med_chrgitm_type: "14", pric: 54, fee_ocur_time: "2026-<m>-05 10:00:00"}
    finds: []
---*/
WITH part AS (
  SELECT fixmedins_code, scene, period, period_kind, last_date, gross AS whole_amt, '药费占比' AS part, drug_amt AS part_amt,
    'ZB10000205001000' AS national_code FROM inst_fee
  UNION ALL
  SELECT fixmedins_code, scene, period, period_kind, last_date, gross, '检查化验费占比', exam_amt, 'ZB10000205002000' FROM inst_fee
  UNION ALL
  SELECT fixmedins_code, scene, period, period_kind, last_date, gross, '耗材费占比', mat_amt, 'ZB10000205003000' FROM inst_fee
  UNION ALL
  SELECT fixmedins_code, scene, period, period_kind, last_date, gross, '治疗费占比', treat_amt, 'ZB10000205004000' FROM inst_fee
  UNION ALL
  SELECT fixmedins_code, scene, period, period_kind, last_date, gross, 'CT 费占比', ct_amt, 'ZB10000205005000' FROM inst_fee
  UNION ALL
  SELECT fixmedins_code, scene, period, period_kind, last_date, gross, '磁共振费占比', mr_amt, 'ZB10000205006000' FROM inst_fee
), indicator AS (
  SELECT fixmedins_code, period, period_kind, last_date, scene || ' ' || part AS measure, part_amt, whole_amt, national_code FROM part
  UNION ALL
  SELECT
    fixmedins_code, period, period_kind, last_date, '非计划再住院率' AS measure, CAST(optional(returned) AS DECIMAL(16,2)) AS part_amt,
    CAST(optional(alive) AS DECIMAL(16,2)) AS whole_amt, 'ZB10000205008000' AS national_code
  FROM inst_stay
), chosen AS (
  SELECT n.*, i.admdvs
  FROM indicator AS n
  JOIN inst AS i ON i.fixmedins_code = n.fixmedins_code
  WHERE n.period_kind = param('period_kind', n.last_date, i.admdvs)
), high AS (
  SELECT c.*, p.period_no, p.n, p.value, p.q1, p.median, p.q3, p.high_fence, p.place, p.peers, p.level
  FROM chosen AS c
  JOIN peer_stat AS p ON p.fixmedins_code = c.fixmedins_code AND p.period = c.period AND p.measure = c.measure
  WHERE p.is_high AND p.n >= param('min_n', c.last_date, c.admdvs)
    AND p.level <= 4
    AND (c.measure <> '非计划再住院率' OR c.part_amt >= param('min_cases', c.last_date, c.admdvs))
), again AS (
  SELECT h.*, b.value AS before
  FROM high AS h
  JOIN high AS b ON b.fixmedins_code = h.fixmedins_code AND b.measure = h.measure AND b.period_no = h.period_no - 1
  LEFT JOIN newcomer AS n ON n.fixmedins_code = h.fixmedins_code AND h.last_date >= n.since AND h.last_date < n.until
  WHERE n.fixmedins_code IS NULL
), history AS (
  SELECT a.fixmedins_code, a.period, a.measure, joined(m.period || ' ' || CAST(CAST(m.value AS DECIMAL(16,4)) AS VARCHAR)) AS series
  FROM again AS a
  JOIN inst_measure AS m
    ON m.fixmedins_code = a.fixmedins_code AND m.measure = a.measure AND m.period_no BETWEEN a.period_no - 11 AND a.period_no
    AND LENGTH(m.period) = LENGTH(a.period)
  GROUP BY a.fixmedins_code, a.period, a.measure
)
SELECT
  a.fixmedins_code, a.period, a.measure, a.national_code, a.last_date AS occurred_on, a.n AS checkout_cnt, a.n, a.value, a.part_amt,
  a.whole_amt, a.q1, a.median, a.q3, a.high_fence, a.place, a.peers, a.level, a.before, s.series, optional(w.cmi) AS cmi
FROM again AS a
JOIN history AS s ON s.fixmedins_code = a.fixmedins_code AND s.period = a.period AND s.measure = a.measure
LEFT JOIN inst_stay AS w ON w.fixmedins_code = a.fixmedins_code AND w.period = a.period
