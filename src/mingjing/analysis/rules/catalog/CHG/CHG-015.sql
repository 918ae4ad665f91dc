/*---
code: CHG-015
version: 1
title: 血液净化次数与耗材不匹配
status: active
behaviour: fictitious_item
severity: 2
subject: fee
grain: [psn_no, measured, period]
amount: share
scenes: [IP, OP]
stages: [3]
law: [735-40-3, 735-38-3]
params:
  week_max: {type: integer, default: 4, unit: 次/7 日, source: 无官方数值，可按统筹区配置}
  induction_d: {type: integer, default: 14, unit: 日, source: 首次透析后的诱导期；无官方数值，可按统筹区配置}
message: "{period} {reason}，涉及金额 {checkout_amt} 元。"
verify: 核对透析机日志、患者签到和透析记录单，以及透析用水、透析粉和耗材的购进。
defence: 医嘱加做一次；耗材按月集中记账；住院医院没有透析条件、外送透析。
known_gaps: 加做的医嘱、集中记账需现场排除；数据起始后十四日内的患者可能被当作诱导期。
evidence: [reason, day_cnt, week_cnt, week_max, session_cnt, dialyser_cnt, elsewhere]
cases:
  - name: 七日内血液透析五次，第五次计入
    given:
      mdtrt_d: [{mdtrt_id: E0}, {mdtrt_id: E1, dscg_maindiag_code: N18.600}, {mdtrt_id: E2}, {mdtrt_id: E3}, {mdtrt_id: E4}, {mdtrt_id: E5, dscg_maindiag_code: N18.600}]
      fee_list_d:
        - {mdtrt_id: E0, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-01-05 09:00:00"}
        - {mdtrt_id: E1, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-03 09:00:00"}
        - {mdtrt_id: E3, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-05 09:00:00"}
        - {mdtrt_id: E4, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-07 09:00:00"}
        - {mdtrt_id: E5, bkkp_sn: A, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-08 09:00:00"}
    finds:
      - {psn_no: P, checkout_amt: 400.00, checkout_cnt: 1, fund_amt: 320.00, sev_deg: 2, behaviour: fictitious_item, occurred_on: "2026-03-08", bkkp_sns: [A], evidence: {branch: [b], week_cnt: 5, week_max: 4}}
  - name: 诱导期内一周五次
    given:
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-03 09:00:00"}
        - {mdtrt_id: E3, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-05 09:00:00"}
        - {mdtrt_id: E4, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-07 09:00:00"}
        - {mdtrt_id: E5, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-08 09:00:00"}
    finds: []
  - name: 七日内四次，恰为上限
    given:
      fee_list_d:
        - {mdtrt_id: E0, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-01-05 09:00:00"}
        - {mdtrt_id: E1, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-04 09:00:00"}
        - {mdtrt_id: E3, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-06 09:00:00"}
        - {mdtrt_id: E4, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-08 09:00:00"}
    finds: []
  - name: 急性肾衰竭患者一周五次
    given:
      mdtrt_d: [{mdtrt_id: E0}, {mdtrt_id: I1, dscg_maindiag_code: N17.900}]
      fee_list_d:
        - {mdtrt_id: E0, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-01-05 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-03 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-05 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-07 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-08 09:00:00"}
    finds: []
  - name: 一日血液透析、血液透析滤过各一次
    given:
      fee_list_d:
        - {mdtrt_id: E0, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-01-05 09:00:00"}
        - {mdtrt_id: E1, bkkp_sn: A, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: E1, bkkp_sn: B, med_list_codg: "003110000080000", pric: 500, fee_ocur_time: "2026-03-02 14:00:00"}
    finds:
      - {checkout_amt: 450.00, checkout_cnt: 1, sev_deg: 2, behaviour: duplicate_charge, bkkp_sns: [A, B], evidence: {branch: [a], day_cnt: 2}}
  - name: 多收的一次已退费
    given:
      fee_list_d:
        - {mdtrt_id: E0, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-01-05 09:00:00"}
        - {mdtrt_id: E1, bkkp_sn: A, med_list_codg: "003110000060000", cnt: 2, pric: 400, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: E1, med_list_codg: "003110000060000", cnt: -1, pric: 400, init_feedetl_sn: A, fee_ocur_time: "2026-03-02 14:00:00"}
    finds: []
  - name: 同日血液透析与血液灌流，由重复收费规则核对
    given:
      fee_list_d:
        - {mdtrt_id: E0, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-01-05 09:00:00"}
        - {mdtrt_id: E1, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: E1, med_list_codg: "003110000100000", pric: 500, fee_ocur_time: "2026-03-02 14:00:00"}
    finds: []
  - name: 当月透析四次，透析器收了六支
    given:
      fee_list_d:
        - {mdtrt_id: E0, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-01-05 09:00:00"}
        - {mdtrt_id: E1, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-09 09:00:00"}
        - {mdtrt_id: E3, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-16 09:00:00"}
        - {mdtrt_id: E4, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-23 09:00:00"}
        - {mdtrt_id: E4, bkkp_sn: A, med_list_codg: C1001990000000099001, medins_list_name: 空心纤维透析器, cnt: 6, pric: 100, fee_ocur_time: "2026-03-23 09:00:00"}
    finds:
      - {checkout_amt: 200.00, checkout_cnt: 2, sev_deg: 2, behaviour: duplicate_charge, occurred_on: "2026-03-23", bkkp_sns: [A], evidence: {branch: [c], session_cnt: 4, dialyser_cnt: 6}}
  - name: 透析器五支、透析四次，恰在容许之内
    given:
      fee_list_d:
        - {mdtrt_id: E0, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-01-05 09:00:00"}
        - {mdtrt_id: E1, med_list_codg: "003110000060000", cnt: 1, pric: 400, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-09 09:00:00"}
        - {mdtrt_id: E3, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-16 09:00:00"}
        - {mdtrt_id: E4, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-23 09:00:00"}
        - {mdtrt_id: E4, med_list_codg: C1001990000000099001, medins_list_name: 空心纤维透析器, cnt: 5, pric: 100, fee_ocur_time: "2026-03-23 09:00:00"}
    finds: []
  - name: 透析五次，另行收费的透析器只有三支
    given:
      fee_list_d:
        - {mdtrt_id: E0, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-01-05 09:00:00"}
        - {mdtrt_id: E1, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-06 09:00:00"}
        - {mdtrt_id: E3, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-10 09:00:00"}
        - {mdtrt_id: E4, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-14 09:00:00"}
        - {mdtrt_id: E5, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-18 09:00:00"}
        - {mdtrt_id: E5, med_list_codg: C1001990000000099001, medins_list_name: 空心纤维透析器, cnt: 3, pric: 100, fee_ocur_time: "2026-03-22 09:00:00"}
    finds:
      - {checkout_amt: 800.00, checkout_cnt: 2, behaviour: fictitious_item, evidence: {branch: [c], session_cnt: 5, dialyser_cnt: 3}}
  - name: 每次透析用穿刺针两枚
    given:
      fee_list_d:
        - {mdtrt_id: E0, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-01-05 09:00:00"}
        - {mdtrt_id: E1, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-09 09:00:00"}
        - {mdtrt_id: E2, med_list_codg: C1003990000000099001, medins_list_name: 动静脉瘘穿刺针, cnt: 4, pric: 10, fee_ocur_time: "2026-03-09 09:00:00"}
    finds: []
  - name: 透析器包含在项目价格内，没有另收
    given:
      fee_list_d:
        - {mdtrt_id: E0, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-01-05 09:00:00"}
        - {mdtrt_id: E1, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-09 09:00:00"}
        - {mdtrt_id: E3, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-16 09:00:00"}
    finds: []
  - name: 在他院住院期间门诊血液透析
    given:
      mdtrt_d:
        - {mdtrt_id: I1, fixmedins_code: H2, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
      fee_list_d:
        - {mdtrt_id: E0, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-01-05 09:00:00"}
        - {mdtrt_id: I1, pric: 30, fee_ocur_time: "2026-03-04 09:00:00"}
        - {mdtrt_id: E1, fixmedins_code: H, bkkp_sn: A, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-05 09:00:00"}
    finds:
      - {fixmedins_code: H, checkout_amt: 400.00, sev_deg: 2, bkkp_sns: [A], related_ids: [I1], evidence: {branch: [d], elsewhere: H2}}
  - name: 在他院出院当日透析
    given:
      mdtrt_d:
        - {mdtrt_id: I1, fixmedins_code: H2, begntime: "2026-03-02 08:00:00", endtime: "2026-03-05 08:00:00"}
      fee_list_d:
        - {mdtrt_id: E0, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-01-05 09:00:00"}
        - {mdtrt_id: I1, pric: 30, fee_ocur_time: "2026-03-04 09:00:00"}
        - {mdtrt_id: E1, fixmedins_code: H, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-05 09:00:00"}
    finds: []
  - name: 重症监护患者一周五次
    given:
      fee_list_d:
        - {mdtrt_id: E0, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-01-05 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001201000010000", cnt: 24, pric: 10, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-03 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-05 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-07 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-08 09:00:00"}
    finds: []
  - name: 他院住院请假期间回原处透析
    given:
      mdtrt_d:
        - {mdtrt_id: I1, fixmedins_code: H2, begntime: "2026-03-02 08:00:00", endtime: "2026-03-10 10:00:00"}
      leave_d: [{mdtrt_id: I1, begntime: "2026-03-05 08:00:00", endtime: "2026-03-05 18:00:00", appr_flag: "1"}]
      fee_list_d:
        - {mdtrt_id: E0, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-01-05 09:00:00"}
        - {mdtrt_id: I1, pric: 30, fee_ocur_time: "2026-03-04 09:00:00"}
        - {mdtrt_id: E1, fixmedins_code: H, med_list_codg: "003110000060000", pric: 400, fee_ocur_time: "2026-03-05 09:00:00"}
    finds: []
  - name: 透析项目编码未填
    given:
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: null, list_type: "201", cnt: 2, pric: 400, fee_ocur_time: "2026-03-02 09:00:00"}
    finds: []
---*/
WITH used AS (
  SELECT
    f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, COALESCE(optional(f.uscc), f.fixmedins_code) AS inst_key,
    f.admdvs, f.svc_date, month_of(f.svc_date) AS month, f.item, f.item_name, f.cnt, f.pric, f.gross, f.amt,
    has_cls(f.cls, 'HD') OR has_cls(f.cls, 'HDF') AS is_hd,
    has_cls(f.cls, 'HP') AS is_hp,
    has_cls(f.cls, 'CRRT') AS is_crrt,
    -- The class also holds needles, lines and caps, of which a session takes several.
    has_cls(f.cls, 'DIALYSER') AND COALESCE(matches(f.item_name, '透析器|滤器|滤过器|灌流器'), FALSE) AS is_dialyser,
    COALESCE(
      has_icd(f.diag, 'N17') OR has_icd(f.diag, 'T36') OR has_icd(f.diag, 'T37') OR has_icd(f.diag, 'T38')
      OR has_icd(f.diag, 'T39') OR has_icd(f.diag, 'T4') OR has_icd(f.diag, 'T5') OR has_icd(f.diag, 'T60')
      OR has_icd(f.diag, 'T61') OR has_icd(f.diag, 'T62') OR has_icd(f.diag, 'T63') OR has_icd(f.diag, 'T64')
      OR has_icd(f.diag, 'T65') OR has_icd(f.diag, 'O'), FALSE
    ) AS acute
  FROM fee_net AS f
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.scene IN ('IP', 'OP')
    AND (has_cls(f.cls, 'HD') OR has_cls(f.cls, 'HDF') OR has_cls(f.cls, 'HP') OR has_cls(f.cls, 'CRRT') OR has_cls(f.cls, 'DIALYSER'))
), intensive AS (
  -- Encounters of these persons with intensive care.
  SELECT DISTINCT f.mdtrt_id
  FROM fee_net AS f
  WHERE f.in_scope AND f.is_ip AND has_cls(f.cls, 'ICU')
), begun AS (
  SELECT psn_no, MIN(svc_date) AS first_on FROM used WHERE is_hd GROUP BY psn_no
), session AS (
  SELECT u.*
  FROM used AS u
  JOIN begun AS b ON b.psn_no = u.psn_no
  LEFT JOIN intensive AS i ON i.mdtrt_id = u.mdtrt_id
  WHERE u.is_hd AND NOT u.acute AND i.mdtrt_id IS NULL
    AND days_between(b.first_on, u.svc_date) >= param('induction_d', u.svc_date, u.admdvs)
), day AS (
  SELECT psn_no, svc_date, SUM(cnt) AS day_cnt FROM session GROUP BY psn_no, svc_date
), week AS (
  SELECT
    d.*,
    SUM(d.day_cnt) OVER (PARTITION BY d.psn_no ORDER BY day_number(d.svc_date) RANGE BETWEEN 6 PRECEDING AND CURRENT ROW) AS week_cnt
  FROM day AS d
), month AS (
  -- Sessions and the consumables billed beside them; the most used consumable stands for the dialyser.
  SELECT
    u.psn_no, u.fixmedins_code, u.month,
    SUM(CASE WHEN u.is_hd OR u.is_hp THEN u.cnt ELSE 0 END) AS session_cnt,
    SUM(CASE WHEN u.is_dialyser THEN u.cnt ELSE 0 END) AS dialyser_cnt,
    SUM(CASE WHEN u.is_hd THEN u.cnt ELSE 0 END) AS hd_cnt,
    bool_or(u.acute OR u.is_crrt) AS acute
  FROM used AS u
  GROUP BY u.psn_no, u.fixmedins_code, u.month
), per_item AS (
  SELECT u.psn_no, u.fixmedins_code, u.month, u.item, SUM(u.cnt) AS item_cnt
  FROM used AS u
  WHERE u.is_dialyser
  GROUP BY u.psn_no, u.fixmedins_code, u.month, u.item
), hit AS (
  SELECT
    s.bkkp_sn, 'a' AS branch, 'day' AS measured, CAST(s.svc_date AS VARCHAR) AS period,
    'duplicate_charge' AS behaviour, '一日血液透析、滤过 ' || CAST(floor_int(d.day_cnt) AS VARCHAR) || ' 次' AS reason,
    prorate(s.amt, d.day_cnt - 1, d.day_cnt) AS hit_amt, d.day_cnt - 1 AS checkout_cnt,
    d.day_cnt, CAST(NULL AS DECIMAL(38,4)) AS week_cnt, CAST(NULL AS BIGINT) AS week_max,
    CAST(NULL AS DECIMAL(38,4)) AS session_cnt, CAST(NULL AS DECIMAL(38,4)) AS dialyser_cnt,
    CAST(NULL AS VARCHAR) AS elsewhere, CAST(NULL AS VARCHAR) AS related_id
  FROM session AS s
  JOIN day AS d ON d.psn_no = s.psn_no AND d.svc_date = s.svc_date
  WHERE d.day_cnt > 1
  UNION ALL
  SELECT
    s.bkkp_sn, 'b', 'day', CAST(s.svc_date AS VARCHAR), 'fictitious_item',
    '七日内血液透析、滤过 ' || CAST(floor_int(w.week_cnt) AS VARCHAR) || ' 次',
    prorate(s.amt, LEAST(w.day_cnt, w.week_cnt - param('week_max', s.svc_date, s.admdvs)), w.day_cnt),
    LEAST(w.day_cnt, w.week_cnt - param('week_max', s.svc_date, s.admdvs)),
    w.day_cnt, w.week_cnt, param('week_max', s.svc_date, s.admdvs), NULL, NULL, NULL, NULL
  FROM session AS s
  JOIN week AS w ON w.psn_no = s.psn_no AND w.svc_date = s.svc_date
  WHERE w.week_cnt > param('week_max', s.svc_date, s.admdvs)
  UNION ALL
  SELECT
    u.bkkp_sn, 'c', u.fixmedins_code || '|' || u.item, u.month, 'duplicate_charge',
    '透析 ' || CAST(floor_int(m.session_cnt) AS VARCHAR) || ' 次，同一耗材收费 ' || CAST(floor_int(p.item_cnt) AS VARCHAR) || ' 件',
    prorate(u.amt, p.item_cnt - m.session_cnt, p.item_cnt), p.item_cnt - m.session_cnt,
    NULL, NULL, NULL, m.session_cnt, p.item_cnt, NULL, NULL
  FROM used AS u
  JOIN per_item AS p ON p.psn_no = u.psn_no AND p.fixmedins_code = u.fixmedins_code AND p.month = u.month AND p.item = u.item
  JOIN month AS m ON m.psn_no = u.psn_no AND m.fixmedins_code = u.fixmedins_code AND m.month = u.month
  WHERE u.is_dialyser AND NOT m.acute AND m.session_cnt > 0 AND p.item_cnt > m.session_cnt + 1
  UNION ALL
  SELECT
    u.bkkp_sn, 'c', u.fixmedins_code, u.month, 'fictitious_item',
    '透析 ' || CAST(floor_int(m.session_cnt) AS VARCHAR) || ' 次，另收的透析耗材只有 ' || CAST(floor_int(m.dialyser_cnt) AS VARCHAR) || ' 件',
    prorate(u.amt, LEAST(m.hd_cnt, m.session_cnt - m.dialyser_cnt), m.hd_cnt), LEAST(m.hd_cnt, m.session_cnt - m.dialyser_cnt),
    NULL, NULL, NULL, m.session_cnt, m.dialyser_cnt, NULL, NULL
  FROM used AS u
  JOIN month AS m ON m.psn_no = u.psn_no AND m.fixmedins_code = u.fixmedins_code AND m.month = u.month
  -- Billed separately as a rule: at least every second session.
  WHERE u.is_hd AND NOT m.acute AND 2 * m.dialyser_cnt >= m.session_cnt AND m.session_cnt > m.dialyser_cnt + 1
  UNION ALL
  SELECT
    u.bkkp_sn, 'd', 'day', CAST(u.svc_date AS VARCHAR), 'fictitious_item', '在他院住院期间的血液透析',
    u.amt, u.cnt, NULL, NULL, NULL, NULL, NULL, s.fixmedins_code, s.stay_id
  FROM used AS u
  JOIN stay AS s
    ON s.psn_no = u.psn_no AND s.inst_key <> u.inst_key AND u.svc_date > s.adm_date AND u.svc_date < s.dscg_date
  LEFT JOIN stay_day AS d ON d.stay_id = s.stay_id AND d.day = u.svc_date AND optional(d.leave)
  WHERE u.is_hd AND d.stay_id IS NULL
)
SELECT
  u.bkkp_sn, u.mdtrt_id, u.setl_id, u.psn_no, u.fixmedins_code, u.svc_date, u.item, u.item_name, u.cnt, u.pric, u.gross,
  u.amt, h.branch, h.measured, h.period, h.behaviour, h.reason, h.hit_amt, h.checkout_cnt, h.day_cnt, h.week_cnt,
  h.week_max, h.session_cnt, h.dialyser_cnt, h.elsewhere, h.related_id
FROM hit AS h
JOIN used AS u ON u.bkkp_sn = h.bkkp_sn
