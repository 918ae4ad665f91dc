/*---
code: PHA-001
version: 2
title: 连续刷卡、非营业时段、留存卡代刷
status: active
behaviour: cash_out
severity: 3
subject: institution
grain: [fixmedins_code, period, subject_key]
amount: paid
scenes: [PH]
stages: [3]
law: [735-38-5, 735-40-1]
params:
  cards: {type: integer, default: 8, unit: 人/10 分钟, source: 无官方数值，可按统筹区配置}
  odd_n: {type: integer, default: 5, unit: 次/月, source: 无官方数值，可按统筹区配置}
  odd_pct: {type: integer, default: 10, unit: '%', source: 无官方数值，可按统筹区配置}
  band: {type: integer, default: 4, unit: 人, source: 无官方数值，可按统筹区配置}
  band_dates: {type: integer, default: 3, unit: 日, source: 无官方数值，可按统筹区配置}
message: "{period} {reason}，涉及结算支付 {checkout_amt} 元。"
verify: 调看结算时刻录像，核对收银小票和存货；询问持卡人是否在场、卡片由谁保管。
defence: 系统故障后集中补录；二十四小时营业；单位团购。
known_gaps: 故障补录、团购备案需现场排除。
evidence: [reason, most_persons, odd_cnt, month_cnt, members, dates]
cases:
  - name: 八张卡在八分钟内于同一终端结算
    given:
      setl_d:
        - {repeat: {n: 8}, mdtrt_id: E<n>, psn_no: P<n>, fixmedins_code: D, setl_id: S<n>, setl_time: "2026-05-06 10:0<n>:00", medfee_sumamt: 100, inscp_amt: 100, fund_pay_sumamt: 0, acct_pay: 100, terminal_no: T1}
    finds:
      - {fixmedins_code: D, checkout_amt: 800.00, fund_amt: 0.00, sev_deg: 3, occurred_on: "2026-05-06", evidence: {branch: [a], most_persons: 8}}
  - name: 一个月内六次在深夜结算，占比过一成
    given:
      setl_d:
        - {repeat: {n: 6}, mdtrt_id: E<n>, psn_no: P<n>, fixmedins_code: D, setl_id: S<n>, setl_time: "2026-05-0<n> 23:30:00", medfee_sumamt: 100, inscp_amt: 100, fund_pay_sumamt: 0, acct_pay: 100, terminal_no: T1}
    finds:
      - {checkout_amt: 600.00, sev_deg: 3, evidence: {branch: [b], odd_cnt: 6}}
  - name: 同样的四人三次在一刻钟内先后结算
    given:
      setl_d:
        - {repeat: {d: ["04", "11", "18"], n: 4}, mdtrt_id: E<d>_<n>, psn_no: P<n>, fixmedins_code: D, setl_id: S<d>_<n>, setl_time: "2026-05-<d> 15:0<n>:00", medfee_sumamt: 100, inscp_amt: 100, fund_pay_sumamt: 0, acct_pay: 100, terminal_no: T1}
    finds:
      - {checkout_amt: 1200.00, sev_deg: 2, subject_type: institution, evidence: {branch: [c], members: 4, dates: 3}}
  - name: 六张卡三次先后结算，是一伙，只有一条线索
    given:
      setl_d:
        - {repeat: {d: ["04", "11", "18"], n: 6}, mdtrt_id: E<d>_<n>, psn_no: P<n>, fixmedins_code: D, setl_id: S<d>_<n>, setl_time: "2026-05-<d> 15:0<n>:00", medfee_sumamt: 100, inscp_amt: 100, fund_pay_sumamt: 0, acct_pay: 100, terminal_no: T1}
    finds:
      - {fixmedins_code: D, checkout_amt: 1800.00, sev_deg: 2, evidence: {branch: [c], members: 6, dates: 3}}
  - name: 两伙人没有共同的卡，各为一条线索
    given:
      setl_d:
        - {repeat: {d: ["04", "11", "18"], n: 4}, mdtrt_id: E<d>_<n>, psn_no: P<n>, fixmedins_code: D, setl_id: S<d>_<n>, setl_time: "2026-05-<d> 15:0<n>:00", medfee_sumamt: 100, inscp_amt: 100, fund_pay_sumamt: 0, acct_pay: 100, terminal_no: T1}
        - {repeat: {d: ["05", "12", "19"], n: 4}, mdtrt_id: F<d>_<n>, psn_no: Q<n>, fixmedins_code: D, setl_id: R<d>_<n>, setl_time: "2026-05-<d> 15:0<n>:00", medfee_sumamt: 50, inscp_amt: 50, fund_pay_sumamt: 0, acct_pay: 50, terminal_no: T1}
    finds:
      - {checkout_amt: 1200.00, evidence: {branch: [c], members: 4, dates: 3}}
      - {checkout_amt: 600.00, evidence: {branch: [c], members: 4, dates: 3}}
  - name: 七张卡，未到八张
    given:
      setl_d:
        - {repeat: {n: 7}, mdtrt_id: E<n>, psn_no: P<n>, fixmedins_code: D, setl_id: S<n>, setl_time: "2026-05-06 10:0<n>:00", medfee_sumamt: 100, inscp_amt: 100, fund_pay_sumamt: 0, acct_pay: 100, terminal_no: T1}
    finds: []
  - name: 三台终端同时收银
    given:
      setl_d:
        - {repeat: {n: 3, t: 3}, mdtrt_id: E<n><t>, psn_no: P<n><t>, fixmedins_code: D, setl_id: S<n><t>, setl_time: "2026-05-06 10:0<n>:0<t>", medfee_sumamt: 100, inscp_amt: 100, fund_pay_sumamt: 0, acct_pay: 100, terminal_no: T<t>}
    finds: []
  - name: 结算时间只有日期
    given:
      setl_d:
        - {repeat: {n: 12}, mdtrt_id: E<n>, psn_no: P<n>, fixmedins_code: D, setl_id: S<n>, setl_time: "2026-05-06 00:00:00", medfee_sumamt: 100, inscp_amt: 100, fund_pay_sumamt: 0, acct_pay: 100, terminal_no: T1}
    finds: []
  - name: 二十二时五十九分仍在营业时间
    given:
      setl_d:
        - {repeat: {n: 6}, mdtrt_id: E<n>, psn_no: P<n>, fixmedins_code: D, setl_id: S<n>, setl_time: "2026-05-0<n> 22:59:00", medfee_sumamt: 100, inscp_amt: 100, fund_pay_sumamt: 0, acct_pay: 100, terminal_no: T1}
    finds: []
  - name: 四张卡只有两次先后结算
    given:
      setl_d:
        - {repeat: {d: ["04", "11"], n: 4}, mdtrt_id: E<d>_<n>, psn_no: P<n>, fixmedins_code: D, setl_id: S<d>_<n>, setl_time: "2026-05-<d> 15:0<n>:00", medfee_sumamt: 100, inscp_amt: 100, fund_pay_sumamt: 0, acct_pay: 100, terminal_no: T1}
    finds: []
  - name: 同住一处的一家四口一起购药
    given:
      psn_info_b:
        - {repeat: {n: 4}, psn_no: P<n>, addr: 某市某区幸福小区 3 号楼 <n> 单元}
      setl_d:
        - {repeat: {d: ["04", "11", "18"], n: 4}, mdtrt_id: E<d>_<n>, psn_no: P<n>, fixmedins_code: D, setl_id: S<d>_<n>, setl_time: "2026-05-<d> 15:0<n>:00", medfee_sumamt: 100, inscp_amt: 100, fund_pay_sumamt: 0, acct_pay: 100, terminal_no: T1}
    finds: []
  - name: 其中一笔已撤销，余七张
    given:
      setl_d:
        - {repeat: {n: 8}, mdtrt_id: E<n>, psn_no: P<n>, fixmedins_code: D, setl_id: S<n>, setl_time: "2026-05-06 10:0<n>:00", medfee_sumamt: 100, inscp_amt: 100, fund_pay_sumamt: 0, acct_pay: 100, terminal_no: T1}
        - {setl_id: R8, mdtrt_id: E8, psn_no: P8, fixmedins_code: D, setl_time: "2026-05-06 10:30:00", medfee_sumamt: -100, inscp_amt: -100, fund_pay_sumamt: 0, acct_pay: -100, init_setl_id: S8}
    finds: []
---*/
WITH swipe AS (
  SELECT
    s.setl_id, s.mdtrt_id, s.psn_no, s.fixmedins_code, s.admdvs, s.setl_time, s.setl_date, month_of(s.setl_date) AS period,
    coalesce(optional(s.terminal_no), s.fixmedins_code) AS till,
    day_number(s.setl_date) * 86400 + minute_of_day(s.setl_time) * 60 AS at_second,
    optional(i.biz_hours) AS biz_hours
  FROM setl_net AS s
  JOIN inst AS i ON i.fixmedins_code = s.fixmedins_code
  WHERE s.scene = 'PH' AND s.in_scope AND s.has_time AND s.fund + s.acct > 0
), tills AS (
  SELECT fixmedins_code, period, COUNT(DISTINCT till) AS till_cnt, COUNT(*) AS month_cnt
  FROM swipe
  GROUP BY fixmedins_code, period
), crowd AS (
  -- Rows, not yet persons, in the ten minutes up to each swipe: only crowded ones are looked at closely.
  SELECT
    w.*,
    COUNT(*) OVER (PARTITION BY w.till, w.fixmedins_code ORDER BY w.at_second RANGE BETWEEN 599 PRECEDING AND CURRENT ROW) AS rows_before
  FROM swipe AS w
), rush AS (
  SELECT c.setl_id, c.fixmedins_code, c.till, c.at_second, c.period, COUNT(DISTINCT w.psn_no) AS persons
  FROM crowd AS c
  JOIN tills AS t ON t.fixmedins_code = c.fixmedins_code AND t.period = c.period
  JOIN swipe AS w ON w.till = c.till AND w.fixmedins_code = c.fixmedins_code AND w.at_second BETWEEN c.at_second - 599 AND c.at_second
  WHERE c.rows_before >= param('cards', c.setl_date, c.admdvs) AND t.till_cnt < 3
  GROUP BY c.setl_id, c.fixmedins_code, c.till, c.at_second, c.period, c.setl_date, c.admdvs
  HAVING COUNT(DISTINCT w.psn_no) >= MIN(param('cards', c.setl_date, c.admdvs))
), in_rush AS (
  SELECT w.setl_id, MAX(r.persons) AS persons
  FROM rush AS r
  JOIN swipe AS w ON w.till = r.till AND w.fixmedins_code = r.fixmedins_code AND w.at_second BETWEEN r.at_second - 599 AND r.at_second
  GROUP BY w.setl_id
), odd AS (
  -- Outside business hours ('08:00-21:30'); unknown hours are taken as 06:00 to 23:00.
  SELECT w.*
  FROM swipe AS w
  WHERE CASE
    WHEN w.biz_hours LIKE '__:__-__:__' THEN
      CASE
        WHEN substr(w.biz_hours, 1, 5) < substr(w.biz_hours, 7, 5)
        THEN CASE WHEN substr(CAST(w.setl_time AS VARCHAR), 12, 5) BETWEEN substr(w.biz_hours, 1, 5) AND substr(w.biz_hours, 7, 5) THEN FALSE ELSE TRUE END
        ELSE FALSE
      END
    ELSE CASE WHEN minute_of_day(w.setl_time) >= 1380 OR minute_of_day(w.setl_time) < 360 THEN TRUE ELSE FALSE END
  END
), odd_month AS (
  SELECT o.fixmedins_code, o.period, COUNT(*) AS odd_cnt
  FROM odd AS o
  GROUP BY o.fixmedins_code, o.period
), pair_day AS (
  SELECT DISTINCT a.fixmedins_code, a.admdvs, a.psn_no AS anchor, b.psn_no AS member, a.setl_date
  FROM swipe AS a
  JOIN swipe AS b
    ON b.fixmedins_code = a.fixmedins_code AND b.setl_date = a.setl_date AND b.psn_no > a.psn_no
    AND b.at_second BETWEEN a.at_second - 900 AND a.at_second + 900
), mate AS (
  SELECT p.fixmedins_code, p.anchor, p.member
  FROM pair_day AS p
  GROUP BY p.fixmedins_code, p.anchor, p.member
  HAVING COUNT(DISTINCT p.setl_date) >= MIN(param('band_dates', p.setl_date, p.admdvs))
), meeting AS (
  SELECT p.fixmedins_code, p.anchor, p.setl_date, COUNT(DISTINCT p.member) + 1 AS present
  FROM pair_day AS p
  JOIN mate AS m ON m.fixmedins_code = p.fixmedins_code AND m.anchor = p.anchor AND m.member = p.member
  GROUP BY p.fixmedins_code, p.anchor, p.setl_date
), band AS (
  SELECT g.fixmedins_code, g.anchor, COUNT(*) AS dates, MAX(g.present) AS members
  FROM meeting AS g
  JOIN inst AS i ON i.fixmedins_code = g.fixmedins_code
  WHERE g.present >= param('band', g.setl_date, i.admdvs)
  GROUP BY g.fixmedins_code, g.anchor
  HAVING COUNT(*) >= MIN(param('band_dates', g.setl_date, i.admdvs))
), home AS (
  -- A household: everyone of the band at one address (house numbers aside).
  SELECT
    b.fixmedins_code, b.anchor,
    COUNT(DISTINCT coalesce(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
      optional(p.addr), '0', ''), '1', ''), '2', ''), '3', ''), '4', ''), '5', ''), '6', ''), '7', ''), '8', ''), '9', ''), p.psn_no)) AS homes,
    COUNT(*) AS heads
  FROM band AS b
  JOIN (
    SELECT fixmedins_code, anchor, member FROM mate
    UNION
    SELECT fixmedins_code, anchor, anchor AS member FROM band
  ) AS m ON m.fixmedins_code = b.fixmedins_code AND m.anchor = b.anchor
  JOIN psn_info_b AS p ON p.psn_no = m.member
  GROUP BY b.fixmedins_code, b.anchor
), gang AS (
  SELECT b.fixmedins_code, b.anchor, m.member
  FROM band AS b
  JOIN home AS h ON h.fixmedins_code = b.fixmedins_code AND h.anchor = b.anchor
  JOIN (
    SELECT fixmedins_code, anchor, member FROM mate
    UNION
    SELECT fixmedins_code, anchor, anchor AS member FROM band
  ) AS m ON m.fixmedins_code = b.fixmedins_code AND m.anchor = b.anchor
  WHERE NOT (h.homes = 1 AND h.heads <= 6)
), joined_gang AS (
  -- Every card of a gang anchors a band of its own with the cards after it. Bands that share a card are one
  -- gang: it goes by the smallest anchor that any of its cards belongs to.
  SELECT g.fixmedins_code, g.anchor, MIN(o.anchor) AS gang_key
  FROM gang AS g
  JOIN gang AS o ON o.fixmedins_code = g.fixmedins_code AND o.member = g.member
  GROUP BY g.fixmedins_code, g.anchor
), band_swipe AS (
  SELECT DISTINCT w.setl_id, w.psn_no, w.fixmedins_code, w.setl_date, k.gang_key
  FROM gang AS b
  JOIN joined_gang AS k ON k.fixmedins_code = b.fixmedins_code AND k.anchor = b.anchor
  JOIN meeting AS g ON g.fixmedins_code = b.fixmedins_code AND g.anchor = b.anchor
  JOIN swipe AS w ON w.fixmedins_code = b.fixmedins_code AND w.psn_no = b.member AND w.setl_date = g.setl_date
  WHERE g.present >= param('band', g.setl_date, w.admdvs)
), gang_size AS (
  SELECT fixmedins_code, gang_key, COUNT(DISTINCT psn_no) AS members, COUNT(DISTINCT setl_date) AS dates
  FROM band_swipe
  GROUP BY fixmedins_code, gang_key
), late_fee AS (
  -- Months in which most settlements came over an hour after the fee: catch-up posting in batches.
  SELECT w.fixmedins_code, w.period,
    COUNT(CASE WHEN seconds_between(f.first_fee, w.setl_time) > 3600 THEN 1 END) AS late_cnt, COUNT(*) AS all_cnt
  FROM swipe AS w
  JOIN (
    SELECT l.setl_id, MIN(l.fee_ocur_time) AS first_fee
    FROM fee_net AS l
    WHERE l.scene = 'PH' AND l.has_time AND l.settled
    GROUP BY l.setl_id
  ) AS f ON f.setl_id = w.setl_id
  GROUP BY w.fixmedins_code, w.period
), found AS (
  SELECT w.setl_id, 'a' AS branch, 'month' AS subject_key, '十分钟内多张医保卡在同一终端连续结算' AS reason, 3 AS sev_deg,
    r.persons AS most_persons, CAST(NULL AS BIGINT) AS odd_cnt, CAST(NULL AS BIGINT) AS members, CAST(NULL AS BIGINT) AS dates
  FROM in_rush AS r JOIN swipe AS w ON w.setl_id = r.setl_id
  UNION ALL
  SELECT o.setl_id, 'b', 'month', '非营业时段结算', 3, NULL, m.odd_cnt, NULL, NULL
  FROM odd AS o
  JOIN odd_month AS m ON m.fixmedins_code = o.fixmedins_code AND m.period = o.period
  JOIN tills AS t ON t.fixmedins_code = o.fixmedins_code AND t.period = o.period
  WHERE m.odd_cnt >= param('odd_n', o.setl_date, o.admdvs) AND m.odd_cnt * 100 >= t.month_cnt * param('odd_pct', o.setl_date, o.admdvs)
  UNION ALL
  SELECT b.setl_id, 'c', b.gang_key, '同一批参保人多次先后结算，疑似留存医保卡代刷', 2, NULL, NULL, z.members, z.dates
  FROM band_swipe AS b
  JOIN gang_size AS z ON z.fixmedins_code = b.fixmedins_code AND z.gang_key = b.gang_key
)
SELECT
  w.fixmedins_code, CASE WHEN f.branch = 'c' THEN 'all' ELSE w.period END AS period, f.subject_key, w.setl_id, w.psn_no, w.setl_date AS occurred_on,
  f.branch, f.reason, f.sev_deg, f.most_persons, f.odd_cnt, f.members, f.dates, t.month_cnt
FROM found AS f
JOIN swipe AS w ON w.setl_id = f.setl_id
JOIN tills AS t ON t.fixmedins_code = w.fixmedins_code AND t.period = w.period
LEFT JOIN late_fee AS l ON l.fixmedins_code = w.fixmedins_code AND l.period = w.period
WHERE NOT coalesce(l.late_cnt * 100 >= l.all_cnt * 80, FALSE)
