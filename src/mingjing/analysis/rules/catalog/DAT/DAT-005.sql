/*---
code: DAT-005
version: 2
title: 就诊数据非实时上传、批量补录
status: active
national_code: GZ10000201007000
behaviour: record_anomaly
severity: 3
subject: institution
grain: [fixmedins_code, month, kind]
amount: none
scenes: [IP, OP]
stages: [3]
law: [735-39-3, agreement]
params:
  max_h: {type: integer, default: 72, unit: 小时, source: 费用发生后至上传的时限；以服务协议为准，可按统筹区配置}
  late_share: {type: integer, default: 10, unit: '%', source: 逾时上传明细占比；无官方数值，可按统筹区配置}
  late_lines: {type: integer, default: 100, unit: 条, source: 逾时上传明细至少数；无官方数值，可按统筹区配置}
  same_lines: {type: integer, default: 50, unit: 条, source: 发生时间完全相同、事后补录的明细至少数；无官方数值，可按统筹区配置}
  same_persons: {type: integer, default: 10, unit: 人, source: 发生时间完全相同的明细涉及患者至少数；无官方数值，可按统筹区配置}
  old_days: {type: integer, default: 7, unit: 日, source: 夜间补录所指的以往费用；无官方数值，可按统筹区配置}
  night_share: {type: integer, default: 5, unit: '%', source: 夜间补录以往费用的占比；无官方数值，可按统筹区配置}
  min_peers: {type: integer, default: 8, unit: 家, source: 同类机构至少数；无官方数值}
message: "{month}：{reasons}。"
verify: 调取信息系统操作日志和上传日志，核对补录人员、时间和原始单据，查明是否事后篡改、补造。
defence: 停电、断网后补传；系统切换、数据迁移；固定在夜间批量上传。
known_gaps: 停网、系统切换须看报告；住院按出院次日以后上传为逾时；费用时间没有钟点的不比较门诊时限和相同时间。
evidence: [reasons, lines, late_lines_cnt, same_second, same_lines_cnt, same_persons_cnt, night_lines, night_pct, peer_q1, peer_q3, after_lines]
cases:
  - name: 一成明细在 72 小时以后上传，恰为 100 条
    given:
      setl_d:
        - {mdtrt_id: E1, setl_time: "2026-03-20 09:00:00"}
      fee_list_d:
        - {repeat: {n: 100}, mdtrt_id: E1, fee_ocur_time: "2026-03-02 09:00:00", crte_time: "2026-03-05 09:00:01"}
        - {repeat: {n: 900}, mdtrt_id: E1, fee_ocur_time: "2026-03-02 09:00:00", crte_time: "2026-03-02 09:10:00"}
    finds:
      - {checkout_amt: null, amount_basis: none, checkout_cnt: 100, sev_deg: 3, behaviour: record_anomaly, subject_type: institution, occurred_on: "2026-03-02", evidence: {branch: [late], late_lines_cnt: 100, lines: 1000}}
  - name: 99 条逾时；100 条恰在 72 小时
    given:
      setl_d:
        - {mdtrt_id: E1, setl_time: "2026-03-20 09:00:00"}
      fee_list_d:
        - {repeat: {n: 99}, mdtrt_id: E1, fee_ocur_time: "2026-03-02 09:00:00", crte_time: "2026-03-05 09:00:01"}
        - {repeat: {n: 100}, mdtrt_id: E1, fee_ocur_time: "2026-03-02 09:00:00", crte_time: "2026-03-05 09:00:00"}
    finds: []
  - name: 每日凌晨一时批量上传，相隔不足 24 小时
    given:
      setl_d:
        - {mdtrt_id: E1, setl_time: "2026-03-20 09:00:00"}
      fee_list_d:
        - {repeat: {n: 120}, mdtrt_id: E1, fee_ocur_time: "2026-03-02 09:00:00", crte_time: "2026-03-03 01:00:00"}
    finds: []
  - name: 住院费用在出院次日前上传
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-03-01 09:00:00", endtime: "2026-03-09 10:00:00"}
      setl_d:
        - {mdtrt_id: I1, setl_time: "2026-03-20 09:00:00"}
      fee_list_d:
        - {repeat: {n: 120}, mdtrt_id: I1, fee_ocur_time: "2026-03-02 09:00:00", crte_time: "2026-03-10 09:00:00"}
    finds: []
  - name: 中心手工报销、上传时间未填
    given:
      setl_d: [{mdtrt_id: E1, pay_loc: "1", setl_time: "2026-03-20 09:00:00"}, {mdtrt_id: E2}]
      fee_list_d:
        - {repeat: {n: 120}, mdtrt_id: E1, fee_ocur_time: "2026-03-02 09:00:00", crte_time: "2026-03-25 02:00:00"}
        - {repeat: {n: 120}, mdtrt_id: E2, fee_ocur_time: "2026-03-02 09:00:00"}
    finds: []
  - name: 10 名患者 50 条事后补录的明细时间完全相同
    given:
      mdtrt_d:
        - {repeat: {n: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]}, mdtrt_id: E<n>, psn_no: P<n>}
      setl_d:
        - {repeat: {n: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]}, mdtrt_id: E<n>, setl_time: "2026-03-20 09:00:00"}
      fee_list_d:
        - {repeat: {n: 5}, mdtrt_id: E0, fee_ocur_time: "2026-03-02 09:17:23", crte_time: "2026-03-06 10:00:00"}
        - {repeat: {n: 5}, mdtrt_id: E1, fee_ocur_time: "2026-03-02 09:17:23", crte_time: "2026-03-06 10:00:00"}
        - {repeat: {n: 5}, mdtrt_id: E2, fee_ocur_time: "2026-03-02 09:17:23", crte_time: "2026-03-06 10:00:00"}
        - {repeat: {n: 5}, mdtrt_id: E3, fee_ocur_time: "2026-03-02 09:17:23", crte_time: "2026-03-06 10:00:00"}
        - {repeat: {n: 5}, mdtrt_id: E4, fee_ocur_time: "2026-03-02 09:17:23", crte_time: "2026-03-06 10:00:00"}
        - {repeat: {n: 5}, mdtrt_id: E5, fee_ocur_time: "2026-03-02 09:17:23", crte_time: "2026-03-06 10:00:00"}
        - {repeat: {n: 5}, mdtrt_id: E6, fee_ocur_time: "2026-03-02 09:17:23", crte_time: "2026-03-06 10:00:00"}
        - {repeat: {n: 5}, mdtrt_id: E7, fee_ocur_time: "2026-03-02 09:17:23", crte_time: "2026-03-06 10:00:00"}
        - {repeat: {n: 5}, mdtrt_id: E8, fee_ocur_time: "2026-03-02 09:17:23", crte_time: "2026-03-06 10:00:00"}
        - {repeat: {n: 5}, mdtrt_id: E9, fee_ocur_time: "2026-03-02 09:17:23", crte_time: "2026-03-06 10:00:00"}
        - {mdtrt_id: E0, fee_ocur_time: "2026-03-02 10:00:00", crte_time: "2026-03-02 10:10:00"}
    finds:
      - {behaviour: forged_record, checkout_cnt: 50, sev_deg: 3, evidence: {branch: [same_second], same_lines_cnt: 50, same_persons_cnt: 10}}
  - name: 9 名患者时间相同；费用时间没有钟点
    given:
      mdtrt_d:
        - {repeat: {n: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]}, mdtrt_id: E<n>, psn_no: P<n>}
      setl_d:
        - {repeat: {n: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]}, mdtrt_id: E<n>, setl_time: "2026-03-20 09:00:00"}
      fee_list_d:
        - {repeat: {n: 6}, mdtrt_id: E0, fee_ocur_time: "2026-03-02 09:17:23", crte_time: "2026-03-06 10:00:00"}
        - {repeat: {n: 6}, mdtrt_id: E1, fee_ocur_time: "2026-03-02 09:17:23", crte_time: "2026-03-06 10:00:00"}
        - {repeat: {n: 6}, mdtrt_id: E2, fee_ocur_time: "2026-03-02 09:17:23", crte_time: "2026-03-06 10:00:00"}
        - {repeat: {n: 6}, mdtrt_id: E3, fee_ocur_time: "2026-03-02 09:17:23", crte_time: "2026-03-06 10:00:00"}
        - {repeat: {n: 6}, mdtrt_id: E4, fee_ocur_time: "2026-03-02 09:17:23", crte_time: "2026-03-06 10:00:00"}
        - {repeat: {n: 6}, mdtrt_id: E5, fee_ocur_time: "2026-03-02 09:17:23", crte_time: "2026-03-06 10:00:00"}
        - {repeat: {n: 6}, mdtrt_id: E6, fee_ocur_time: "2026-03-02 09:17:23", crte_time: "2026-03-06 10:00:00"}
        - {repeat: {n: 6}, mdtrt_id: E7, fee_ocur_time: "2026-03-02 09:17:23", crte_time: "2026-03-06 10:00:00"}
        - {repeat: {n: 6}, mdtrt_id: E8, fee_ocur_time: "2026-03-02 09:17:23", crte_time: "2026-03-06 10:00:00"}
        - {repeat: {n: 10}, mdtrt_id: E9, fee_ocur_time: "2026-03-02 00:00:00", crte_time: "2026-03-06 10:00:00"}
    finds: []
  - name: 50 条明细在结算以后才上传
    given:
      setl_d:
        - {mdtrt_id: E1, setl_time: "2026-03-02 10:00:00"}
      fee_list_d:
        - {repeat: {n: 50}, mdtrt_id: E1, fee_ocur_time: "2026-03-02 09:00:00", crte_time: "2026-03-04 10:00:00"}
    finds:
      - {behaviour: forged_record, checkout_cnt: 50, evidence: {branch: [after], after_lines: 50}}
  - name: 结算后上传的明细已有一条退费，剩 49 条
    given:
      setl_d:
        - {mdtrt_id: E1, setl_time: "2026-03-02 10:00:00"}
      fee_list_d:
        - {repeat: {n: 50}, mdtrt_id: E1, fee_ocur_time: "2026-03-02 09:00:00", crte_time: "2026-03-04 10:00:00"}
        - {mdtrt_id: E1, cnt: -1, fee_ocur_time: "2026-03-02 09:30:00", crte_time: "2026-03-04 10:00:00"}
    finds: []
  - name: 凌晨二时十分补录十日前的费用，同类机构没有
    given:
      mdtrt_d:
        - {repeat: {n: [0, 1, 2, 3, 4, 5, 6, 7, 8]}, mdtrt_id: E<n>, psn_no: P<n>, fixmedins_code: H<n>}
      setl_d:
        - {repeat: {n: [0, 1, 2, 3, 4, 5, 6, 7, 8]}, mdtrt_id: E<n>, setl_time: "2026-03-30 09:00:00"}
      fee_list_d:
        - {repeat: {n: 60}, mdtrt_id: E0, fee_ocur_time: "2026-03-02 09:00:00", crte_time: "2026-03-12 02:10:00"}
        - {repeat: {n: 8}, mdtrt_id: E<n>, fee_ocur_time: "2026-03-02 09:00:00", crte_time: "2026-03-02 09:10:00"}
    finds:
      - {behaviour: forged_record, checkout_cnt: 60, evidence: {branch: [night], night_lines: 60, night_pct: 100}}
  - name: 凌晨补录恰在七日
    given:
      mdtrt_d:
        - {repeat: {n: [0, 1, 2, 3, 4, 5, 6, 7, 8]}, mdtrt_id: E<n>, psn_no: P<n>, fixmedins_code: H<n>}
      setl_d:
        - {repeat: {n: [0, 1, 2, 3, 4, 5, 6, 7, 8]}, mdtrt_id: E<n>, setl_time: "2026-03-30 09:00:00"}
      fee_list_d:
        - {repeat: {n: 60}, mdtrt_id: E0, fee_ocur_time: "2026-03-02 09:00:00", crte_time: "2026-03-09 02:10:00"}
        - {repeat: {n: 8}, mdtrt_id: E<n>, fee_ocur_time: "2026-03-02 09:00:00", crte_time: "2026-03-02 09:10:00"}
    finds: []
---*/
WITH month_sum AS (
  SELECT
    f.fixmedins_code, f.admdvs, month_start(f.svc_date) AS month_day, MAX(f.svc_date) AS last_date, COUNT(*) AS lines,
    SUM(
      CASE
        WHEN f.is_ip AND days_between(optional(f.dscg_date), f.crte_time) > 1 THEN 1
        WHEN NOT f.is_ip AND f.has_time AND seconds_between(f.fee_ocur_time, f.crte_time) > param('max_h', f.svc_date, f.admdvs) * 3600 THEN 1
        ELSE 0
      END
    ) AS late_lines,
    SUM(CASE WHEN minute_of_day(f.crte_time) < 300 THEN 1 ELSE 0 END) AS night_all,
    SUM(
      CASE
        WHEN minute_of_day(f.crte_time) < 300 AND days_between(f.svc_date, f.crte_time) > param('old_days', f.svc_date, f.admdvs) THEN 1
        ELSE 0
      END
    ) AS night_lines
  FROM fee_net AS f
  WHERE f.in_scope AND f.crte_time IS NOT NULL AND f.scene IN ('IP', 'OP') AND coalesce(optional(f.pay_loc), '') <> '1'
  GROUP BY f.fixmedins_code, f.admdvs, month_start(f.svc_date)
), entered AS (
  -- Lines entered two days later or more: few, and what the other tests look at.
  SELECT
    f.bkkp_sn, f.fixmedins_code, f.admdvs, f.psn_no, f.setl_id, f.fee_ocur_time, f.svc_date, f.crte_time, f.has_time, f.cls
  FROM fee_net AS f
  WHERE f.in_scope AND f.crte_time IS NOT NULL AND f.scene IN ('IP', 'OP') AND coalesce(optional(f.pay_loc), '') <> '1'
    AND days_between(f.svc_date, f.crte_time) >= 2
), same AS (
  SELECT
    e.fixmedins_code, e.admdvs, month_start(e.svc_date) AS month_day, e.fee_ocur_time, COUNT(*) AS n, COUNT(DISTINCT e.psn_no) AS persons
  FROM entered AS e
  WHERE e.has_time AND seconds_between(e.fee_ocur_time, e.crte_time) > param('max_h', e.svc_date, e.admdvs) * 3600
    AND NOT has_cls(coalesce(e.cls, ''), 'BED') AND NOT has_cls(coalesce(e.cls, ''), 'NURS') AND NOT has_cls(coalesce(e.cls, ''), 'DXFEE')
  GROUP BY e.fixmedins_code, e.admdvs, month_start(e.svc_date), e.fee_ocur_time
), one_second AS (
  SELECT s.*, ROW_NUMBER() OVER (PARTITION BY s.fixmedins_code, s.month_day ORDER BY s.n DESC, s.fee_ocur_time) AS nth
  FROM same AS s
  WHERE s.n >= param('same_lines', s.month_day, s.admdvs) AND s.persons >= param('same_persons', s.month_day, s.admdvs)
), after_setl AS (
  SELECT e.fixmedins_code, e.admdvs, month_start(e.svc_date) AS month_day, COUNT(*) AS n
  FROM entered AS e
  JOIN setl_net AS s ON s.setl_id = e.setl_id
  WHERE s.has_time AND e.crte_time > s.setl_time
  GROUP BY e.fixmedins_code, e.admdvs, month_start(e.svc_date)
), shared AS (
  SELECT m.*, ratio(m.night_lines, m.lines) AS share, ratio(m.night_all, m.lines) AS night_all_share FROM month_sum AS m
), nightly AS (
  SELECT * FROM shared WHERE night_lines * 100 >= lines * param('night_share', last_date, admdvs) AND night_lines > 0
), asked AS (
  -- DISTINCT keeps the few that upload at night in front: joined freely, every institution would meet all its peers.
  SELECT DISTINCT n.fixmedins_code, n.month_day, n.admdvs, g.level, g.peer_key
  FROM nightly AS n
  JOIN peer_group AS g ON g.fixmedins_code = n.fixmedins_code
), compared AS (
  SELECT
    n.fixmedins_code, n.month_day, n.level, COUNT(*) AS peers, quantile_of(o.share, 0.25) AS q1, quantile_of(o.share, 0.75) AS q3,
    MIN(n.admdvs) AS admdvs
  FROM asked AS n
  JOIN peer_group AS h ON h.level = n.level AND h.peer_key = n.peer_key AND h.fixmedins_code <> n.fixmedins_code
  JOIN shared AS o ON o.fixmedins_code = h.fixmedins_code AND o.month_day = n.month_day
  GROUP BY n.fixmedins_code, n.month_day, n.level
), nearest AS (
  SELECT c.*, ROW_NUMBER() OVER (PARTITION BY c.fixmedins_code, c.month_day ORDER BY c.level) AS nth
  FROM compared AS c
  WHERE c.peers >= param('min_peers', c.month_day, c.admdvs)
), steady AS (
  -- The same institution has been uploading at night in each of the six months before.
  SELECT n.fixmedins_code, n.month_day, COUNT(*) AS months
  FROM nightly AS n
  JOIN shared AS p
    ON p.fixmedins_code = n.fixmedins_code AND p.month_day < n.month_day AND p.month_day >= month_start(add_days(n.month_day, -181))
    AND p.night_all_share >= n.night_all_share * 0.5
  GROUP BY n.fixmedins_code, n.month_day
), odd AS (
  SELECT
    'upload' AS kind, 'late' AS branch, 'record_anomaly' AS behaviour, m.fixmedins_code, m.month_day, m.last_date, m.lines,
    m.late_lines AS hit_lines, m.late_lines AS late_lines_cnt, CAST(NULL AS TIMESTAMP) AS same_second, CAST(NULL AS BIGINT) AS same_lines_cnt,
    CAST(NULL AS BIGINT) AS same_persons_cnt, CAST(NULL AS BIGINT) AS night_lines, CAST(NULL AS DOUBLE) AS night_pct,
    CAST(NULL AS DOUBLE) AS peer_q1, CAST(NULL AS DOUBLE) AS peer_q3, CAST(NULL AS BIGINT) AS after_lines, CAST(NULL AS VARCHAR) AS soft,
    '逾时上传明细 ' || CAST(m.late_lines AS VARCHAR) || ' 条' AS reason
  FROM month_sum AS m
  WHERE m.late_lines >= param('late_lines', m.last_date, m.admdvs)
    AND m.late_lines * 100 >= m.lines * param('late_share', m.last_date, m.admdvs)
  UNION ALL
  SELECT
    'forged' AS kind, 'same_second' AS branch, 'forged_record' AS behaviour, s.fixmedins_code, s.month_day, m.last_date, m.lines,
    s.n AS hit_lines, NULL AS late_lines_cnt, s.fee_ocur_time AS same_second, s.n AS same_lines_cnt, s.persons AS same_persons_cnt,
    NULL AS night_lines, NULL AS night_pct, NULL AS peer_q1, NULL AS peer_q3, NULL AS after_lines, NULL AS soft,
    '事后补录的 ' || CAST(s.n AS VARCHAR) || ' 条明细发生时间完全相同' AS reason
  FROM one_second AS s
  JOIN month_sum AS m ON m.fixmedins_code = s.fixmedins_code AND m.month_day = s.month_day
  WHERE s.nth = 1
  UNION ALL
  SELECT
    'forged' AS kind, 'after' AS branch, 'forged_record' AS behaviour, a.fixmedins_code, a.month_day, m.last_date, m.lines,
    a.n AS hit_lines, NULL AS late_lines_cnt, NULL AS same_second, NULL AS same_lines_cnt, NULL AS same_persons_cnt, NULL AS night_lines,
    NULL AS night_pct, NULL AS peer_q1, NULL AS peer_q3, a.n AS after_lines, NULL AS soft,
    '结算以后才上传明细 ' || CAST(a.n AS VARCHAR) || ' 条' AS reason
  FROM after_setl AS a
  JOIN month_sum AS m ON m.fixmedins_code = a.fixmedins_code AND m.month_day = a.month_day
  WHERE a.n >= param('same_lines', m.last_date, a.admdvs)
  UNION ALL
  SELECT
    'forged' AS kind, 'night' AS branch, 'forged_record' AS behaviour, n.fixmedins_code, n.month_day, n.last_date, n.lines,
    n.night_lines AS hit_lines, NULL AS late_lines_cnt, NULL AS same_second, NULL AS same_lines_cnt, NULL AS same_persons_cnt,
    n.night_lines, ratio(n.night_lines * 100, n.lines) AS night_pct, c.q1 AS peer_q1, c.q3 AS peer_q3, NULL AS after_lines,
    CASE WHEN s.months >= 6 THEN 'stable_night' END AS soft,
    '凌晨补录以往费用 ' || CAST(n.night_lines AS VARCHAR) || ' 条，占比高于同类机构' AS reason
  FROM nightly AS n
  JOIN nearest AS c ON c.fixmedins_code = n.fixmedins_code AND c.month_day = n.month_day AND c.nth = 1
  LEFT JOIN steady AS s ON s.fixmedins_code = n.fixmedins_code AND s.month_day = n.month_day
  WHERE n.share > c.q3 + (c.q3 - c.q1) * 1.5
), spoken AS (
  SELECT
    kind, fixmedins_code, month_day, remove_matches(replace(joined(reason), '|', '；'), '^；|；$') AS reasons, MAX(hit_lines) AS most
  FROM odd
  GROUP BY kind, fixmedins_code, month_day
)
SELECT
  o.kind, o.branch, o.behaviour, o.fixmedins_code, month_of(o.month_day) AS month, o.last_date AS occurred_on, o.lines, o.late_lines_cnt,
  o.same_second, o.same_lines_cnt, o.same_persons_cnt, o.night_lines, o.night_pct, o.peer_q1, o.peer_q3, o.after_lines, o.soft,
  p.reasons, CAST(p.most AS DECIMAL(16,4)) AS checkout_cnt
FROM odd AS o
JOIN spoken AS p ON p.kind = o.kind AND p.fixmedins_code = o.fixmedins_code AND p.month_day = o.month_day
