/*---
code: IND-004
version: 1
title: 水位指标
status: active
behaviour: indicator_anomaly
severity: 3
subject: institution
grain: [fixmedins_code, period]
amount: none
scenes: [IP, OP, PH]
stages: [3]
law: [agreement]
params:
  min_n: {type: integer, default: 100, unit: 人次, source: 无官方数值，可按统筹区配置}
  min_measures: {type: integer, default: 2, unit: 项, source: 无官方数值；异常指标少于此数不列，可按统筹区配置}
  min_cases: {type: integer, default: 5, unit: 例, source: 无官方数值；不足此例数的高占比出于偶然，可按统筹区配置}
message: "{period} 有 {measure_cnt} 项运行指标明显偏离同类机构：{listed}。"
verify: 现场清点床位和在院患者，抽查该月病历 30 份，核对出入院登记。
defence: 收治病种不同；新建、搬迁或改建期间。
known_gaps: 新楼启用、床位变更需现场排除；批准床位数未登记的不比床位。
evidence: [measure_cnt, listed, stays, beds, cmi]
cases:
  - name: 床位使用率 161%，住 2 至 3 夜的全是，同市医院都不这样
    given:
      fixmedins_b:
        - &beds {repeat: {h: 8}, fixmedins_code: H<h>, aprv_bed_cnt: 20}
        - {fixmedins_code: HX, aprv_bed_cnt: 4}
      mdtrt_d:
        - &peers {repeat: {h: 8, n: 30}, mdtrt_id: I<h>_<n>, psn_no: P<h>_<n>, fixmedins_code: H<h>, begntime: "2026-03-05 10:00:00", endtime: "2026-03-12 10:00:00"}
        - &short {repeat: {n: 100}, mdtrt_id: IX<n>, psn_no: PX<n>, fixmedins_code: HX, begntime: "2026-03-05 10:00:00", endtime: "2026-03-07 10:00:00"}
      fee_list_d: &lines
        - {repeat: {h: 8, n: 30}, mdtrt_id: I<h>_<n>, pric: 3000, bkkp_sn: A<h>_<n>}
        - {repeat: {n: 100}, mdtrt_id: IX<n>, pric: 3000, bkkp_sn: A<n>}
    finds:
      - {fixmedins_code: HX, checkout_amt: null, amount_basis: none, checkout_cnt: 100, sev_deg: 3, occurred_on: "2026-03-07", evidence: {measure_cnt: 4, beds: 4, stays: 100}}
  - name: 只有床位使用率超过 100%
    given:
      fixmedins_b:
        - *beds
        - {fixmedins_code: HX, aprv_bed_cnt: 22}
      mdtrt_d:
        - *peers
        - {repeat: {n: 100}, mdtrt_id: IX<n>, psn_no: PX<n>, fixmedins_code: HX, begntime: "2026-03-05 10:00:00", endtime: "2026-03-12 10:00:00"}
      fee_list_d:
        - {repeat: {h: 8, n: 30}, mdtrt_id: I<h>_<n>, pric: 3000, bkkp_sn: A<h>_<n>, inscp_amt: 0}
        - {repeat: {n: 100}, mdtrt_id: IX<n>, pric: 3000, bkkp_sn: A<n>, inscp_amt: 0}
    finds: []
  - name: 批准床位数未登记，只剩住院夜数和短住院两项
    given:
      fixmedins_b:
        - *beds
        - {fixmedins_code: HX, aprv_bed_cnt: null}
      mdtrt_d:
        - *peers
        - *short
      fee_list_d: *lines
    finds:
      - {fixmedins_code: HX, evidence: {measure_cnt: 2, listed: "住 2 至 3 夜占比 1.0000（高）、平均住院夜数 2.0000（低）"}}
  - name: 全月只有 99 人次
    given:
      fixmedins_b:
        - *beds
        - {fixmedins_code: HX, aprv_bed_cnt: 4}
      mdtrt_d:
        - *peers
        - {repeat: {n: 99}, mdtrt_id: IX<n>, psn_no: PX<n>, fixmedins_code: HX, begntime: "2026-03-05 10:00:00", endtime: "2026-03-07 10:00:00"}
      fee_list_d:
        - {repeat: {h: 8, n: 30}, mdtrt_id: I<h>_<n>, pric: 3000, bkkp_sn: A<h>_<n>}
        - {repeat: {n: 99}, mdtrt_id: IX<n>, pric: 3000, bkkp_sn: A<n>}
    finds: []
  - name: 协议签订不满六个月
    given:
      fixmedins_b:
        - *beds
        - {fixmedins_code: HX, aprv_bed_cnt: 4}
      fixmedins_cntr_d: [{fixmedins_code: HX, begndate: "2026-01-15"}]
      mdtrt_d:
        - *peers
        - *short
      fee_list_d: *lines
    finds: []
---*/
WITH measured AS (
  SELECT
    p.fixmedins_code, p.period, p.period_no, p.measure, p.n, p.value, p.is_low, p.is_high, p.level, i.admdvs,
    optional(i.aprv_bed_cnt) AS beds, date_of(replace(p.period, '-', '') || '01') AS month
  FROM peer_stat AS p
  JOIN inst AS i ON i.fixmedins_code = p.fixmedins_code
  WHERE p.measure IN (
    '床位使用率', '收住率', '出入院比', '人均住院次数', '平均住院夜数', '次均住院费用', '床均基金', '住 2 至 3 夜占比', '手术占比', '低倍率占比',
    '高倍率占比', '次均门诊费用', '结算与库存比'
  )
), outlying AS (
  -- Goods are counted by kinds, encounters by their number.
  SELECT m.*, m.measure || ' ' || CAST(CAST(m.value AS DECIMAL(16,4)) AS VARCHAR) || CASE WHEN m.is_low THEN '（低）' ELSE '（高）' END AS shown
  FROM measured AS m
  WHERE (m.is_high OR m.is_low OR (m.measure = '床位使用率' AND m.value > 1))
    AND (m.measure = '结算与库存比' OR m.n >= param('min_n', m.month, m.admdvs))
    AND m.level <= 4
    AND (m.is_low OR m.measure NOT IN ('低倍率占比', '高倍率占比', '住 2 至 3 夜占比', '手术占比')
      OR m.n * m.value >= CAST(param('min_cases', m.month, m.admdvs) AS DOUBLE))
), listing AS (
  SELECT
    fixmedins_code, period, month, admdvs, MAX(beds) AS beds, MAX(n) AS n, COUNT(*) AS measure_cnt,
    replace(remove_matches(joined(shown), '^[|]|[|]$'), '|', '、') AS listed
  FROM outlying
  GROUP BY fixmedins_code, period, month, admdvs
)
SELECT
  l.fixmedins_code, l.period, COALESCE(s.last_date, add_days(month_start(add_days(l.month, 31)), -1)) AS occurred_on,
  l.n AS checkout_cnt, l.measure_cnt, l.listed, l.beds, s.stays, optional(s.cmi) AS cmi
FROM listing AS l
LEFT JOIN inst_stay AS s ON s.fixmedins_code = l.fixmedins_code AND s.period = l.period
LEFT JOIN newcomer AS w ON w.fixmedins_code = l.fixmedins_code AND l.month >= month_start(w.since) AND l.month < w.until
WHERE l.measure_cnt >= param('min_measures', l.month, l.admdvs) AND w.fixmedins_code IS NULL
