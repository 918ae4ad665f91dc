/*---
code: IND-005
version: 1
title: 异地患者集中
status: active
behaviour: indicator_anomaly
severity: 3
subject: institution
grain: [fixmedins_code, period, scene]
amount: none
scenes: [IP, OP, PH]
stages: [3]
law: [agreement]
params:
  min_remote: {type: integer, default: 30, unit: 人次/月, source: 无官方数值，可按统筹区配置}
  county_pct: {type: integer, default: 50, unit: '%', source: 无官方数值；来自同一参保县的占比，可按统筹区配置}
  plain_pct: {type: integer, default: 60, unit: '%', source: 无官方数值；异地住院中没有手术的占比，可按统筹区配置}
  spread: {type: decimal, default: 0.2, source: 无官方数值；费用离散度（第 90 与第 10 百分位之差除以中位数），可按统筹区配置}
  oprn_pct: {type: integer, default: 30, unit: '%', source: 无官方数值；三级医院手术占比达到此数的不计，可按统筹区配置}
message: "{period} 异地就医 {remote_cnt} 人次，占 {share}（同类上界 {high_fence}），其中 {county_cnt} 人次来自同一参保地 {county}，费用中位数 {median_fee} 元、离散度 {fee_spread}。"
verify: 与参保地协查，核对患者如何来院、有无专人组织接送，抽查病历 30 份。
defence: 转诊协作协议；外来务工人员聚居。
known_gaps: 转诊协议、务工聚居地需现场排除；流动人口集中处由本地名单排除；名单只用来排除，疑点没有可引的知识行。
evidence: [scene, n, remote_cnt, share, median, q3, high_fence, place, peers, level, county, county_cnt, plain_cnt, median_fee, fee_spread]
works_without: [inst_list]
cases:
  - name: 70 人次住院中 64 人次来自同一外地县，费用都在 5000 至 5400 元
    given:
      mdtrt_d:
        - &peers {repeat: {h: 8, n: 30}, mdtrt_id: I<h>_<n>, psn_no: P<h>_<n>, fixmedins_code: H<h>}
      setl_d:
        - &peer_setl {repeat: {h: 8, n: 30}, mdtrt_id: I<h>_<n>, medfee_sumamt: 5000, inscp_amt: 5000}
        - &flat {repeat: {f: [5000, 5100, 5200, 5400], n: 16}, mdtrt_id: IX<f>_<n>, psn_no: PX<f>_<n>, fixmedins_code: HX, medfee_sumamt: <f>, inscp_amt: <f>, insu_admdvs: "=889922"}
        - &local {repeat: {n: 6}, mdtrt_id: IL<n>, psn_no: PL<n>, fixmedins_code: HX, medfee_sumamt: 3000, inscp_amt: 3000}
    finds:
      - {fixmedins_code: HX, checkout_amt: null, checkout_cnt: 64, sev_deg: 3, occurred_on: "2026-03-02", evidence: {scene: IP, county: "889922", county_cnt: 64, n: 70, remote_cnt: 64, plain_cnt: 64, high_fence: 0}}
  - name: 门诊没有手术可言，费用也不集中
    given:
      setl_d:
        - {repeat: {h: 8, n: 30}, mdtrt_id: E<h>_<n>, psn_no: P<h>_<n>, fixmedins_code: H<h>, medfee_sumamt: 50, inscp_amt: 50}
        - {repeat: {f: [50, 90, 200, 400], n: 16}, mdtrt_id: EX<f>_<n>, psn_no: PX<f>_<n>, fixmedins_code: HX, medfee_sumamt: <f>, inscp_amt: <f>, insu_admdvs: "=889922"}
        - {repeat: {n: 56}, mdtrt_id: EL<n>, psn_no: PL<n>, fixmedins_code: HX, medfee_sumamt: 30, inscp_amt: 30}
    finds: []
  - name: 门诊费用几乎相同
    given:
      setl_d:
        - {repeat: {h: 8, n: 30}, mdtrt_id: E<h>_<n>, psn_no: P<h>_<n>, fixmedins_code: H<h>, medfee_sumamt: 50, inscp_amt: 50}
        - {repeat: {n: 64}, mdtrt_id: EX<n>, psn_no: PX<n>, fixmedins_code: HX, medfee_sumamt: 300, inscp_amt: 300, insu_admdvs: "=889922"}
        - {repeat: {n: 56}, mdtrt_id: EL<n>, psn_no: PL<n>, fixmedins_code: HX, medfee_sumamt: 30, inscp_amt: 30}
    finds:
      - {fixmedins_code: HX, checkout_cnt: 64, evidence: {scene: OP, fee_spread: 0}}
  - name: 三级肿瘤中心，异地住院一半有手术
    given:
      fixmedins_b: [{fixmedins_code: HX, hosp_lv: "3", medins_type: A1}]
      mdtrt_d: [*peers]
      setl_d:
        - *peer_setl
        - *flat
        - *local
      setl_list_oprn_d:
        - {repeat: {f: [5000, 5100], n: 18}, mdtrt_id: IX<f>_<n>, oprn_oprt_code: "85.4300"}
    finds: []
  - name: 异地患者来自许多县
    given:
      mdtrt_d: [*peers]
      setl_d:
        - *peer_setl
        - {repeat: {c: ["889921", "889922", "889923"], n: 21}, mdtrt_id: IX<c>_<n>, psn_no: PX<c>_<n>, fixmedins_code: HX, medfee_sumamt: 5000, inscp_amt: 5000, insu_admdvs: "=<c>"}
        - *local
    finds: []
  - name: 异地只有 29 人次
    given:
      mdtrt_d: [*peers]
      setl_d:
        - *peer_setl
        - {repeat: {n: 29}, mdtrt_id: IX<n>, psn_no: PX<n>, fixmedins_code: HX, medfee_sumamt: 5000, inscp_amt: 5000, insu_admdvs: "=889922"}
        - {repeat: {n: 71}, mdtrt_id: IL<n>, psn_no: PL<n>, fixmedins_code: HX, medfee_sumamt: 3000, inscp_amt: 3000}
    finds: []
  - name: 参保地未填
    given:
      psn_info_b:
        - {repeat: {n: 64}, psn_no: PX<n>, insu_admdvs: null}
      mdtrt_d: [*peers]
      setl_d:
        - *peer_setl
        - {repeat: {n: 64}, mdtrt_id: IX<n>, psn_no: PX<n>, fixmedins_code: HX, medfee_sumamt: 5000, inscp_amt: 5000, insu_admdvs: null}
        - *local
    finds: []
---*/
WITH month AS (
  SELECT
    b.fixmedins_code, b.scene, b.period, b.last_date, b.setls AS n, b.remote, i.admdvs, i.hosp_group,
    p.value AS share, p.median, p.q3, p.high_fence, p.place, p.peers, p.level
  FROM inst_bill AS b
  JOIN inst AS i ON i.fixmedins_code = b.fixmedins_code
  JOIN peer_stat AS p ON p.fixmedins_code = b.fixmedins_code AND p.period = b.period AND p.measure = b.scene || ' 异地占比'
  LEFT JOIN newcomer AS w ON w.fixmedins_code = b.fixmedins_code AND b.last_date >= w.since AND b.last_date < w.until
  WHERE b.scene IN ('IP', 'OP', 'PH') AND p.is_high AND w.fixmedins_code IS NULL
    AND b.remote >= param('min_remote', b.last_date, i.admdvs)
    AND p.level <= 4
    AND NOT EXISTS (
      SELECT 1 FROM inst_list AS l
      WHERE l.fixmedins_code = b.fixmedins_code AND l.list = 'transit' AND l.kreg = i.kreg AND b.last_date >= l.k_from
        AND b.last_date < l.k_to
    )
), operated AS (
  SELECT DISTINCT mdtrt_id FROM oprn
), patient AS (
  SELECT
    m.fixmedins_code, m.scene, m.period, s.setl_id, s.mdtrt_id, s.insu_admdvs, s.medfee,
    CASE WHEN o.mdtrt_id IS NULL THEN 1 ELSE 0 END AS plain
  FROM month AS m
  JOIN setl_net AS s ON s.fixmedins_code = m.fixmedins_code AND s.scene = m.scene AND month_of(s.setl_date) = m.period
  LEFT JOIN operated AS o ON o.mdtrt_id = s.mdtrt_id
  WHERE s.in_scope AND s.remote AND s.fund + s.acct > 0 AND s.insu_admdvs IS NOT NULL
), county AS (
  SELECT
    fixmedins_code, scene, period, insu_admdvs AS county, COUNT(*) AS county_cnt,
    ROW_NUMBER() OVER (PARTITION BY fixmedins_code, scene, period ORDER BY COUNT(*) DESC, insu_admdvs) AS nth
  FROM patient
  GROUP BY fixmedins_code, scene, period, insu_admdvs
), whole AS (
  SELECT
    fixmedins_code, scene, period, SUM(plain) AS plain_cnt, COUNT(*) AS known_cnt, median_of(medfee) AS median_fee,
    quantile_of(medfee, 0.9) - quantile_of(medfee, 0.1) AS width
  FROM patient
  GROUP BY fixmedins_code, scene, period
)
SELECT
  m.fixmedins_code, m.scene, m.period, m.last_date AS occurred_on, m.remote AS checkout_cnt, m.n, m.remote AS remote_cnt, m.share,
  m.median, m.q3, m.high_fence, m.place, m.peers, m.level, c.county, c.county_cnt,
  CASE WHEN m.scene = 'IP' THEN w.plain_cnt END AS plain_cnt, w.median_fee,
  ratio(w.width, w.median_fee) AS fee_spread
FROM month AS m
JOIN county AS c ON c.fixmedins_code = m.fixmedins_code AND c.scene = m.scene AND c.period = m.period AND c.nth = 1
JOIN whole AS w ON w.fixmedins_code = m.fixmedins_code AND w.scene = m.scene AND w.period = m.period
WHERE c.county_cnt * 100 >= m.remote * param('county_pct', m.last_date, m.admdvs)
  AND (
    (m.scene = 'IP' AND w.plain_cnt * 100 >= w.known_cnt * param('plain_pct', m.last_date, m.admdvs))
    OR (w.median_fee > 0 AND w.width <= w.median_fee * CAST(param('spread', m.last_date, m.admdvs) AS DOUBLE))
  )
  AND NOT COALESCE(
    m.hosp_group = 3 AND m.scene = 'IP'
      AND (w.known_cnt - w.plain_cnt) * 100 >= w.known_cnt * param('oprn_pct', m.last_date, m.admdvs), FALSE
  )
