/*---
code: INS-002
version: 1
title: 为非定点机构结算、增设网点
status: active
behaviour: unauthorised_settlement
severity: 2
subject: fee
grain: [setl_id]
amount: stay
scenes: [IP, OP, PH]
stages: [3]
law: [xz-27-3, agreement]
params:
  window_d: {type: integer, default: 30, unit: 日, source: 同一终端由两家机构交替使用的间隔；无官方数值，可按统筹区配置}
  max_codes: {type: integer, default: 50, unit: 家, source: 使用同一终端号的机构多于此数，视为公共终端或占位编号；无官方数值，可按统筹区配置}
  min_len: {type: integer, default: 6, unit: 位, source: 短于此长度的终端号多由机构自行编号，不同机构可能相同；无官方数值，可按统筹区配置}
message: "{fixmedins_code} {setl_date} 的结算：{reason}，金额 {checkout_amt} 元。"
verify: 核对结算终端的实际地址、门牌和设备登记，定点名单和协议。
defence: 流动服务车、巡诊队；机构登记的提取日早于数据。
known_gaps: 流动服务需现场排除；终端号没有上传的不判断交替使用；机构登记只含本地机构的，外地机构不判断。
evidence: [reason, terminal_no, other_code, setl_date, own_cnt, other_cnt]
cases:
  - name: 一日之内两家机构在同一终端交替结算
    given:
      setl_d:
        - {mdtrt_id: E1, fixmedins_code: D1, terminal_no: T000001, setl_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, fixmedins_code: D2, terminal_no: T000001, setl_time: "2026-03-02 10:00:00"}
        - {mdtrt_id: E3, fixmedins_code: D1, terminal_no: T000001, setl_time: "2026-03-02 11:00:00"}
        - {mdtrt_id: E5, fixmedins_code: D1, terminal_no: T000001, setl_time: "2026-03-02 11:30:00"}
        - {mdtrt_id: E4, fixmedins_code: D2, terminal_no: T000001, setl_time: "2026-03-02 12:00:00"}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1, pric: 10}
        - {mdtrt_id: E2, fixmedins_code: D2, bkkp_sn: A, pric: 20}
        - {mdtrt_id: E3, fixmedins_code: D1, pric: 10}
        - {mdtrt_id: E5, fixmedins_code: D1, pric: 10}
        - {mdtrt_id: E4, fixmedins_code: D2, pric: 30}
    finds:
      - {setl_id: SE2, fixmedins_code: D2, checkout_amt: 20.00, fund_amt: 16.00, sev_deg: 2, occurred_on: "2026-03-02", bkkp_sns: [A], evidence: {branch: [b], other_code: D1, own_cnt: 2, other_cnt: 3}}
      - {setl_id: SE4, checkout_amt: 30.00}
  - name: 终端由一家转给另一家，没有再转回
    given:
      setl_d:
        - {mdtrt_id: E1, fixmedins_code: D1, terminal_no: T000001, setl_time: "2026-05-01 09:00:00"}
        - {mdtrt_id: E2, fixmedins_code: D1, terminal_no: T000001, setl_time: "2026-05-05 10:00:00"}
        - {mdtrt_id: E3, fixmedins_code: D2, terminal_no: T000001, setl_time: "2026-05-08 11:00:00"}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1}
        - {mdtrt_id: E2, fixmedins_code: D1}
        - {mdtrt_id: E3, fixmedins_code: D2}
    finds: []
  - name: 交替的间隔恰为 30 日
    given:
      setl_d:
        - {mdtrt_id: E1, fixmedins_code: D1, terminal_no: T000001, setl_time: "2026-03-01 09:00:00"}
        - {mdtrt_id: E2, fixmedins_code: D2, terminal_no: T000001, setl_time: "2026-03-15 10:00:00"}
        - {mdtrt_id: E3, fixmedins_code: D1, terminal_no: T000001, setl_time: "2026-03-31 11:00:00"}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1}
        - {mdtrt_id: E2, fixmedins_code: D2, pric: 20}
        - {mdtrt_id: E3, fixmedins_code: D1}
    finds:
      - {setl_id: SE2, checkout_amt: 20.00}
  - name: 交替的间隔为 31 日
    given:
      setl_d:
        - {mdtrt_id: E1, fixmedins_code: D1, terminal_no: T000001, setl_time: "2026-03-01 09:00:00"}
        - {mdtrt_id: E2, fixmedins_code: D2, terminal_no: T000001, setl_time: "2026-03-15 10:00:00"}
        - {mdtrt_id: E3, fixmedins_code: D1, terminal_no: T000001, setl_time: "2026-04-01 11:00:00"}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1}
        - {mdtrt_id: E2, fixmedins_code: D2}
        - {mdtrt_id: E3, fixmedins_code: D1}
    finds: []
  - name: 两个编号是同一信用代码的两个院区
    given:
      fixmedins_b: [{fixmedins_code: D1, uscc: U}, {fixmedins_code: D2, uscc: U}]
      setl_d:
        - {mdtrt_id: E1, fixmedins_code: D1, terminal_no: T000001, setl_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, fixmedins_code: D2, terminal_no: T000001, setl_time: "2026-03-02 10:00:00"}
        - {mdtrt_id: E3, fixmedins_code: D1, terminal_no: T000001, setl_time: "2026-03-02 11:00:00"}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1}
        - {mdtrt_id: E2, fixmedins_code: D2}
        - {mdtrt_id: E3, fixmedins_code: D1}
    finds: []
  - name: 中间一笔已全额退费
    given:
      setl_d:
        - {mdtrt_id: E1, fixmedins_code: D1, terminal_no: T000001, setl_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, fixmedins_code: D2, setl_id: S2, terminal_no: T000001, setl_time: "2026-03-02 10:00:00"}
        - {mdtrt_id: E2, fixmedins_code: D2, setl_id: S9, init_setl_id: S2, medfee_sumamt: -10, inscp_amt: -10, fund_pay_sumamt: -8, terminal_no: T000001, setl_time: "2026-03-02 10:10:00"}
        - {mdtrt_id: E3, fixmedins_code: D1, terminal_no: T000001, setl_time: "2026-03-02 11:00:00"}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1}
        - {mdtrt_id: E2, fixmedins_code: D2, setl_id: S2}
        - {mdtrt_id: E3, fixmedins_code: D1}
    finds: []
  - name: 终端号未填
    given:
      setl_d:
        - {mdtrt_id: E1, fixmedins_code: D1, setl_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, fixmedins_code: D2, setl_time: "2026-03-02 10:00:00"}
        - {mdtrt_id: E3, fixmedins_code: D1, setl_time: "2026-03-02 11:00:00"}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1}
        - {mdtrt_id: E2, fixmedins_code: D2}
        - {mdtrt_id: E3, fixmedins_code: D1}
    finds: []
  - name: 结算机构不在定点登记之中
    given:
      fixmedins_b: [{fixmedins_code: =H99010000001}]
      setl_d:
        - {mdtrt_id: E1, fixmedins_code: =H99010099999, setl_id: S1}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: =H99010099999, pric: 50}
    finds:
      - {setl_id: S1, checkout_amt: 50.00, fund_amt: 40.00, sev_deg: 2, evidence: {branch: [a]}}
  - name: 结算机构在外市，本地登记没有那里的机构
    given:
      fixmedins_b: [{fixmedins_code: =H99020000001}]
      setl_d:
        - {mdtrt_id: E1, fixmedins_code: =H99030099999, setl_id: S1}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: =H99030099999, pric: 50}
    finds: []
  - name: 异地就医的结算
    given:
      fixmedins_b: [{fixmedins_code: =H99040000001}]
      setl_d:
        - {mdtrt_id: E1, fixmedins_code: =H99040099999, setl_id: S1, pay_loc: "3"}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: =H99040099999, pric: 50}
    finds: []
  - name: 非定点机构的结算基金和个人账户都没有支付
    given:
      fixmedins_b: [{fixmedins_code: =H99050000001}]
      setl_d:
        - {mdtrt_id: E1, fixmedins_code: =H99050099999, setl_id: S1, fund_pay_sumamt: 0}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: =H99050099999, pric: 50}
    finds: []
---*/
WITH paid AS (
  SELECT
    s.setl_id, s.mdtrt_id, s.psn_no, s.fixmedins_code, s.setl_time, s.setl_date, optional(s.terminal_no) AS terminal_no,
    COALESCE(optional(s.uscc), s.fixmedins_code) AS inst_key, s.admdvs
  FROM setl_net AS s
  WHERE s.in_scope AND s.fund + s.acct > 0
    AND LENGTH(optional(s.terminal_no)) >= param('min_len', s.setl_date, s.admdvs)
), shared AS (
  SELECT p.terminal_no
  FROM paid AS p
  GROUP BY p.terminal_no
  HAVING COUNT(DISTINCT p.inst_key) >= 2
    AND COUNT(DISTINCT p.fixmedins_code) <= MIN(param('max_codes', p.setl_date, p.admdvs))
), ordered AS (
  SELECT p.*, LAG(p.inst_key) OVER (PARTITION BY p.terminal_no ORDER BY p.setl_time, p.setl_id) AS before_key
  FROM paid AS p
  JOIN shared AS h ON h.terminal_no = p.terminal_no
), numbered AS (
  SELECT
    o.*,
    SUM(CASE WHEN o.before_key = o.inst_key THEN 0 ELSE 1 END) OVER (
      PARTITION BY o.terminal_no ORDER BY o.setl_time, o.setl_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS run
  FROM ordered AS o
), run AS (
  SELECT
    terminal_no, run, MIN(inst_key) AS inst_key, MIN(setl_date) AS first_on, MAX(setl_date) AS last_on, MIN(admdvs) AS admdvs
  FROM numbered
  GROUP BY terminal_no, run
), around AS (
  SELECT
    r.*,
    LAG(r.inst_key) OVER (PARTITION BY r.terminal_no ORDER BY r.run) AS before_key,
    LEAD(r.inst_key) OVER (PARTITION BY r.terminal_no ORDER BY r.run) AS after_key,
    LAG(r.last_on) OVER (PARTITION BY r.terminal_no ORDER BY r.run) AS before_on,
    LEAD(r.first_on) OVER (PARTITION BY r.terminal_no ORDER BY r.run) AS after_on
  FROM run AS r
), turn AS (
  -- A-B-A: the till came back to A within the window. Either order of the pair.
  SELECT DISTINCT terminal_no, inst_key AS one_key, before_key AS other_key
  FROM around
  WHERE before_key = after_key AND days_between(before_on, after_on) <= param('window_d', after_on, admdvs)
), sized AS (
  SELECT terminal_no, inst_key, COUNT(*) AS n, MIN(fixmedins_code) AS fixmedins_code FROM numbered GROUP BY terminal_no, inst_key
), pair AS (
  SELECT t.terminal_no, t.one_key, t.other_key FROM turn AS t
  UNION
  SELECT t.terminal_no, t.other_key, t.one_key FROM turn AS t
), guest AS (
  -- The one with fewer settlements is taken for the guest at the till of the other.
  SELECT
    p.terminal_no, p.one_key AS inst_key, MIN(b.fixmedins_code) AS other_code, MIN(a.n) AS own_cnt, MAX(b.n) AS other_cnt
  FROM pair AS p
  JOIN sized AS a ON a.terminal_no = p.terminal_no AND a.inst_key = p.one_key
  JOIN sized AS b ON b.terminal_no = p.terminal_no AND b.inst_key = p.other_key
  WHERE a.n < b.n OR (a.n = b.n AND a.inst_key > b.inst_key)
  GROUP BY p.terminal_no, p.one_key
)
SELECT
  n.setl_id, n.mdtrt_id, n.psn_no, n.fixmedins_code, n.setl_date, n.setl_date AS occurred_on, n.terminal_no, 'b' AS branch,
  '与 ' || g.other_code || ' 在同一终端交替结算' AS reason, g.other_code, g.own_cnt, g.other_cnt
FROM numbered AS n
JOIN guest AS g ON g.terminal_no = n.terminal_no AND g.inst_key = n.inst_key
UNION ALL
SELECT
  s.setl_id, s.mdtrt_id, s.psn_no, s.fixmedins_code, s.setl_date, s.setl_date, optional(s.terminal_no), 'a',
  '结算机构不在定点登记之中', CAST(NULL AS VARCHAR), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT)
FROM setl_net AS s
-- Codes carry the division; a register says nothing about institutions of cities it does not hold.
JOIN (SELECT DISTINCT SUBSTR(fixmedins_code, 2, 4) AS city FROM inst) AS c ON c.city = SUBSTR(s.fixmedins_code, 2, 4)
LEFT JOIN inst AS i ON i.fixmedins_code = s.fixmedins_code
WHERE i.fixmedins_code IS NULL AND matches(s.fixmedins_code, '^[HP][0-9]{11}') AND COALESCE(optional(s.pay_loc), '2') NOT IN ('3', '4', '6') AND s.fund + s.acct > 0 AND COALESCE(optional(s.setl_type), '') <> '3'
