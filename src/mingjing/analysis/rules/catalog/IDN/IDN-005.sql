/*---
code: IDN-005
version: 2
title: 时空冲突
status: active
behaviour: impersonation
severity: 2
subject: visit
grain: [setl_id]
amount: paid
scenes: [OP, PH, IP]
stages: [3]
law: [735-40-1, 735-41-1]
params:
  min_km: {type: integer, default: 5, unit: 千米, source: 无官方数值，可按统筹区配置}
  max_speed: {type: integer, default: 120, unit: 千米/小时, source: 无官方数值，可按统筹区配置；高速公路最高限速}
  city_minutes: {type: integer, default: 30, unit: 分钟, source: 无官方数值，可按统筹区配置；没有机构坐标时，两地市之间的最短间隔}
message: "{prev_time} 在 {prev_place} 结算，{minutes} 分钟后（{this_time}）又在{distance}的 {fixmedins_code} 结算，一人不可能先后到达，后一笔支付 {checkout_amt} 元。"
verify: 调阅两处的结算录像和签名，询问参保人凭证由谁使用；手机定位须由公安机关依法查询。
defence: 家属在异地使用电子凭证代购；机构有多个院区；邮寄配药。
known_gaps: 机构多个院区共用一个坐标、邮寄购药需现场排除；结算时刻与费用发生相差一小时以上的不判断。
evidence: [prev_setl_id, prev_place, prev_time, this_time, minutes, km, prev_city, this_city]
cases:
  - name: 10 时 02 分与 10 时 14 分在相距约 60 千米的两家药店结算
    given: &apart
      fixmedins_b:
        - {fixmedins_code: D1, lat: 30.00, lnt: 104.00}
        - {fixmedins_code: D2, lat: 30.54, lnt: 104.00}
      mdtrt_d:
        - {mdtrt_id: E1, fixmedins_code: D1, mdtrt_cert_type: "03"}
        - {mdtrt_id: E2, fixmedins_code: D2, mdtrt_cert_type: "03"}
      fee_list_d:
        - {mdtrt_id: E1, pric: 50, fee_ocur_time: "2026-05-06 10:02:00"}
        - {mdtrt_id: E2, bkkp_sn: B, pric: 70, fee_ocur_time: "2026-05-06 10:14:00"}
    finds:
      - {mdtrt_id: E2, setl_id: SE2, checkout_amt: 56.00, fund_amt: 56.00, checkout_cnt: 1, sev_deg: 2, occurred_on: "2026-05-06", bkkp_sns: [B], related_ids: [E1], evidence: {minutes: 12}}
  - name: 相隔 98 分钟，来得及到达
    given:
      fixmedins_b:
        - {fixmedins_code: D1, lat: 30.00, lnt: 104.00}
        - {fixmedins_code: D2, lat: 30.54, lnt: 104.00}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1, pric: 50, fee_ocur_time: "2026-05-06 10:02:00"}
        - {mdtrt_id: E2, fixmedins_code: D2, pric: 70, fee_ocur_time: "2026-05-06 11:40:00"}
    finds: []
  - name: 用电子凭证在药店购药，可能由家属代购，降为轻度可疑
    given:
      fixmedins_b:
        - {fixmedins_code: H1, lat: 30.00, lnt: 104.00}
        - {fixmedins_code: D2, lat: 30.54, lnt: 104.00}
      mdtrt_d:
        - {mdtrt_id: E1, fixmedins_code: H1}
        - {mdtrt_id: E2, fixmedins_code: D2, mdtrt_cert_type: "01"}
      fee_list_d:
        - {mdtrt_id: E1, pric: 50, fee_ocur_time: "2026-05-06 10:02:00"}
        - {mdtrt_id: E2, pric: 70, fee_ocur_time: "2026-05-06 10:14:00"}
    finds:
      - {checkout_amt: 56.00, sev_deg: 3, evidence: {soft: [proxy]}}
  - name: 相距不到 5 千米
    given:
      fixmedins_b:
        - {fixmedins_code: D1, lat: 30.00, lnt: 104.00}
        - {fixmedins_code: D2, lat: 30.04, lnt: 104.00}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1, pric: 50, fee_ocur_time: "2026-05-06 10:02:00"}
        - {mdtrt_id: E2, fixmedins_code: D2, pric: 70, fee_ocur_time: "2026-05-06 10:03:00"}
    finds: []
  - name: 没有坐标，两地市相隔恰为 30 分钟
    given:
      fixmedins_b:
        - {fixmedins_code: D1, fix_blng_admdvs: "510104"}
        - {fixmedins_code: D2, fix_blng_admdvs: "510302"}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1, pric: 50, fee_ocur_time: "2026-05-06 10:00:00"}
        - {mdtrt_id: E2, fixmedins_code: D2, pric: 70, fee_ocur_time: "2026-05-06 10:30:00"}
    finds:
      - {checkout_amt: 56.00, sev_deg: 2}
  - name: 没有坐标，同一地市
    given:
      fixmedins_b:
        - {fixmedins_code: D1, lat: 30.00, lnt: 104.00}
        - {fixmedins_code: D2}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1, pric: 50, fee_ocur_time: "2026-05-06 10:00:00"}
        - {mdtrt_id: E2, fixmedins_code: D2, pric: 70, fee_ocur_time: "2026-05-06 10:05:00"}
    finds: []
  - name: 结算时间只有日期
    given:
      fixmedins_b:
        - {fixmedins_code: D1, lat: 30.00, lnt: 104.00}
        - {fixmedins_code: D2, lat: 30.54, lnt: 104.00}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1, pric: 50, fee_ocur_time: "2026-05-06 00:00:00"}
        - {mdtrt_id: E2, fixmedins_code: D2, pric: 70, fee_ocur_time: "2026-05-06 00:00:00"}
    finds: []
  - name: 其中一笔在费用发生一个多小时后才结算
    given:
      fixmedins_b:
        - {fixmedins_code: D1, lat: 30.00, lnt: 104.00}
        - {fixmedins_code: D2, lat: 30.54, lnt: 104.00}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1, setl_id: S1, pric: 50, fee_ocur_time: "2026-05-06 09:00:00"}
        - {mdtrt_id: E2, fixmedins_code: D2, setl_id: S2, pric: 70, fee_ocur_time: "2026-05-06 10:14:00"}
      setl_d:
        - {mdtrt_id: E1, setl_id: S1, setl_time: "2026-05-06 10:02:00"}
        - {mdtrt_id: E2, setl_id: S2, setl_time: "2026-05-06 10:14:00"}
    finds: []
  - name: 中心手工报销不算到场
    given:
      fixmedins_b:
        - {fixmedins_code: D1, lat: 30.00, lnt: 104.00}
        - {fixmedins_code: D2, lat: 30.54, lnt: 104.00}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1, setl_id: S1, pric: 50, fee_ocur_time: "2026-05-06 10:02:00"}
        - {mdtrt_id: E2, fixmedins_code: D2, setl_id: S2, pric: 70, fee_ocur_time: "2026-05-06 10:14:00"}
      setl_d:
        - {mdtrt_id: E1, setl_id: S1, setl_time: "2026-05-06 10:02:00", pay_loc: "1"}
        - {mdtrt_id: E2, setl_id: S2, setl_time: "2026-05-06 10:14:00"}
    finds: []
  - name: 同一信用代码的两个院区
    given:
      fixmedins_b:
        - {fixmedins_code: H1, uscc: U, lat: 30.00, lnt: 104.00}
        - {fixmedins_code: H2, uscc: U, lat: 30.54, lnt: 104.00}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: H1, pric: 50, fee_ocur_time: "2026-05-06 10:02:00"}
        - {mdtrt_id: E2, fixmedins_code: H2, pric: 70, fee_ocur_time: "2026-05-06 10:14:00"}
    finds: []
  - name: 后一笔已全额退费
    given:
      fixmedins_b:
        - {fixmedins_code: D1, lat: 30.00, lnt: 104.00}
        - {fixmedins_code: D2, lat: 30.54, lnt: 104.00}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1, setl_id: S1, pric: 50, fee_ocur_time: "2026-05-06 10:02:00"}
        - {mdtrt_id: E2, fixmedins_code: D2, setl_id: S2, pric: 70, fee_ocur_time: "2026-05-06 10:14:00"}
      setl_d:
        - {mdtrt_id: E1, setl_id: S1}
        - {mdtrt_id: E2, setl_id: S2}
        - {mdtrt_id: E2, setl_id: S3, init_setl_id: S2, medfee_sumamt: -70, inscp_amt: -70, fund_pay_sumamt: -56, setl_time: "2026-05-06 16:14:00"}
    finds: []
---*/
WITH followed AS (
  -- Settlements at which the person, or the card, was in the place, each with the one before. Only what finds the pair
  -- goes through the sort: there are as many rows as settlements, and hardly any is kept.
  SELECT
    s.setl_id, s.psn_no, s.fixmedins_code, s.setl_time, s.fund + s.acct AS paid,
    LAG(s.setl_id) OVER (PARTITION BY s.psn_no ORDER BY s.setl_time, s.setl_id) AS prev_setl_id,
    LAG(s.fixmedins_code) OVER (PARTITION BY s.psn_no ORDER BY s.setl_time, s.setl_id) AS prev_place,
    LAG(s.setl_time) OVER (PARTITION BY s.psn_no ORDER BY s.setl_time, s.setl_id) AS prev_time
  FROM setl_net AS s
  JOIN inst AS i ON i.fixmedins_code = s.fixmedins_code
  WHERE s.in_scope AND s.has_time AND s.scene IN ('OP', 'PH', 'IP') AND coalesce(optional(s.pay_loc), '') <> '1'
), pair AS (
  SELECT
    b.setl_id, b.psn_no, b.fixmedins_code, b.setl_time AS this_time, i.admdvs, i.city4 AS this_city,
    b.prev_setl_id, b.prev_place, b.prev_time, a.city4 AS prev_city,
    seconds_between(b.prev_time, b.setl_time) AS seconds,
    haversine_km(NULLIF(optional(a.lat), 0), NULLIF(optional(a.lnt), 0), NULLIF(optional(i.lat), 0), NULLIF(optional(i.lnt), 0)) AS km
  FROM followed AS b
  JOIN inst AS i ON i.fixmedins_code = b.fixmedins_code
  JOIN inst AS a ON a.fixmedins_code = b.prev_place
  WHERE a.inst_key <> i.inst_key AND b.paid > 0
), fast AS (
  SELECT p.*
  FROM pair AS p
  WHERE CASE
    WHEN p.km IS NOT NULL THEN p.km > param('min_km', as_date(p.this_time), p.admdvs)
      AND p.km * 3600 > param('max_speed', as_date(p.this_time), p.admdvs) * p.seconds
    ELSE p.prev_city <> p.this_city AND p.seconds <= 60 * param('city_minutes', as_date(p.this_time), p.admdvs)
  END
), last_fee AS (
  -- The last line of each settlement: a settlement long after it proves no presence.
  SELECT f.setl_id, MAX(CASE WHEN f.has_time THEN f.fee_ocur_time END) AS last_time
  FROM fee_net AS f
  JOIN (SELECT setl_id FROM fast UNION SELECT prev_setl_id AS setl_id FROM fast) AS w ON w.setl_id = f.setl_id
  GROUP BY f.setl_id
)
SELECT
  q.setl_id, t.mdtrt_id, q.psn_no, q.fixmedins_code, as_date(q.this_time) AS occurred_on, p.mdtrt_id AS related_id,
  q.prev_setl_id, q.prev_place, q.prev_time, q.this_time, q.prev_city, q.this_city,
  floor_int(ratio(q.seconds, 60)) AS minutes,
  CAST(q.km AS DECIMAL(16,1)) AS km,
  CASE WHEN q.km IS NULL THEN '另一地市' ELSE '相距 ' || CAST(CAST(q.km AS DECIMAL(16,1)) AS VARCHAR) || ' 千米' END AS distance,
  CASE
    WHEN (t.scene = 'PH' AND optional(t.cert) = '01') OR (p.scene = 'PH' AND optional(p.cert) = '01') THEN 'proxy'
  END AS soft
FROM fast AS q
JOIN setl_net AS t ON t.setl_id = q.setl_id
JOIN setl_net AS p ON p.setl_id = q.prev_setl_id
JOIN last_fee AS y ON y.setl_id = q.setl_id AND seconds_between(y.last_time, q.this_time) <= 3600
JOIN last_fee AS z ON z.setl_id = q.prev_setl_id AND seconds_between(z.last_time, q.prev_time) <= 3600
