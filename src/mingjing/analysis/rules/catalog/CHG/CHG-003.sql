/*---
code: CHG-003
version: 1
title: 医疗服务项目重复收费
status: active
national_code: GZ10000102012000
behaviour: duplicate_charge
severity: 1
subject: fee
amount: share
scenes: [IP, OP]
stages: [2, 3]
law: [735-38-3]
message: "{svc_date} {item_name} 已包含在{within}收取的 {a_name} 之内，另行收费 {checkout_amt} 元，属重复收费。"
verify: 核对手术、操作和执行记录，确认被包含的项目是否在另一部位、另一时段单独实施。
defence: 两项在不同部位、不同时段，或按不同医嘱分别实施。
known_gaps: 明细不记部位，只有按部位计价的项目对按数量折算；只有日期没有钟点的明细，不判断六小时内、同一小时内的项目对。
evidence: [item, a_item, a_name, interval, site_ok, sep_h, kp_ref]
cases:
  - name: 同日收取血液灌流和血液透析，血液透析计为重复
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: "003110000100000", cnt: 1, pric: 500}
        - {bkkp_sn: B, med_list_codg: "003110000060000", cnt: 1, pric: 400}
    finds:
      - {checkout_amt: 400.00, checkout_cnt: 1, fund_amt: 320.00, sev_deg: 1, occurred_on: "2026-03-02", bkkp_sns: [B], related_ids: [A]}
  - name: 次日才做血液透析，不在同日
    given:
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003110000100000", cnt: 1, pric: 500, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: "003110000060000", cnt: 1, pric: 400, fee_ocur_time: "2026-03-03 09:00:00"}
    finds: []
  - name: 血液灌流已退费，血液透析不再重复
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: "003110000100000", cnt: 1, pric: 500}
        - {bkkp_sn: B, med_list_codg: "003110000060000", cnt: 1, pric: 400}
        - {bkkp_sn: C, med_list_codg: "003110000100000", cnt: -1, pric: 500, init_feedetl_sn: A}
    finds: []
  - name: 被包含的项目退费一半，按净额计
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: "003110000100000", cnt: 1, pric: 500}
        - {bkkp_sn: B, med_list_codg: "003110000060000", cnt: 2, pric: 400}
        - {bkkp_sn: C, med_list_codg: "003110000060000", cnt: -1, pric: 400, init_feedetl_sn: B}
    finds:
      - {checkout_amt: 400.00, checkout_cnt: 1, bkkp_sns: [B]}
  - name: 血液灌流全自费，由患者另行选择
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: "003110000100000", cnt: 1, pric: 500, inscp_amt: 0, fulamt_ownpay_amt: 500}
        - {bkkp_sn: B, med_list_codg: "003110000060000", cnt: 1, pric: 400}
    finds: []
  - name: 同一项目被两个项目包含，金额只计一次
    given:
      fee_list_d:
        - {bkkp_sn: A1, med_list_codg: "003110000100000", cnt: 1, pric: 500}
        - {bkkp_sn: A2, med_list_codg: "003110000080000", cnt: 1, pric: 600}
        - {bkkp_sn: B, med_list_codg: "003110000060000", cnt: 1, pric: 400}
    finds:
      - {checkout_amt: 400.00, bkkp_sns: [B], related_ids: [A1, A2]}
  - name: 连续性血液净化另收透析由问题清单推出，按高度可疑
    given:
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "003110000110000", cnt: 10, pric: 80}
        - {mdtrt_id: I1, bkkp_sn: B, med_list_codg: "003110000060000", cnt: 1, pric: 400}
    finds:
      - {checkout_amt: 400.00, sev_deg: 2, evidence: {kp_ref: PL61}}
  - name: 同次住院椎管内麻醉后隔日另收置管
    given:
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "003301000030000", cnt: 1, pric: 300, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: I1, bkkp_sn: B, med_list_codg: "003301000110000", cnt: 1, pric: 120, fee_ocur_time: "2026-03-04 09:00:00"}
    finds:
      - {checkout_amt: 120.00, occurred_on: "2026-03-04", evidence: {interval: encounter}}
  - name: 置管在另一次住院
    given:
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "003301000030000", cnt: 1, pric: 300, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: I2, bkkp_sn: B, med_list_codg: "003301000110000", cnt: 1, pric: 120, fee_ocur_time: "2026-03-12 09:00:00"}
    finds: []
  - name: 同一小时内另收被包含的监测
    given:
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "003107020020000", cnt: 1, pric: 900, fee_ocur_time: "2026-03-02 10:00:00"}
        - {mdtrt_id: I1, bkkp_sn: B, med_list_codg: "003107010220000", cnt: 1, pric: 5, fee_ocur_time: "2026-03-02 10:59:59"}
    finds:
      - {checkout_amt: 5.00, evidence: {interval: 1h}}
  - name: 监测在下一个钟点
    given:
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "003107020020000", cnt: 1, pric: 900, fee_ocur_time: "2026-03-02 10:59:59"}
        - {mdtrt_id: I1, bkkp_sn: B, med_list_codg: "003107010220000", cnt: 1, pric: 5, fee_ocur_time: "2026-03-02 11:00:00"}
    finds: []
  - name: 明细只有日期，不判断同一小时
    given:
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "003107020020000", cnt: 1, pric: 900, fee_ocur_time: "2026-03-02 00:00:00"}
        - {mdtrt_id: I1, bkkp_sn: B, med_list_codg: "003107010220000", cnt: 1, pric: 5, fee_ocur_time: "2026-03-02 00:00:00"}
    finds: []
  - name: 接生与被包含的操作跨零点，相隔正好六小时
    given:
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "003314000020000", cnt: 1, pric: 800, fee_ocur_time: "2026-03-02 22:00:00"}
        - {mdtrt_id: I1, bkkp_sn: B, med_list_codg: "003109040040000", cnt: 1, pric: 30, fee_ocur_time: "2026-03-03 04:00:00"}
    finds:
      - {checkout_amt: 30.00, occurred_on: "2026-03-03", evidence: {interval: 6h}}
  - name: 相隔超过六小时一秒
    given:
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "003314000020000", cnt: 1, pric: 800, fee_ocur_time: "2026-03-02 22:00:00"}
        - {mdtrt_id: I1, bkkp_sn: B, med_list_codg: "003109040040000", cnt: 1, pric: 30, fee_ocur_time: "2026-03-03 04:00:01"}
    finds: []
  - name: 按部位计价的平扫三个部位、增强一个部位，只计一个部位
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: "002103000020000", cnt: 1, pric: 300}
        - {bkkp_sn: B, med_list_codg: "002103000010000", cnt: 3, pric: 200}
    finds:
      - {checkout_amt: 200.00, checkout_cnt: 3, evidence: {site_ok: 1}}
  - name: 本地规定相隔四小时即另算一次，相隔正好四小时
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: "009900000000001", cnt: 1, pric: 50, fee_ocur_time: "2026-03-02 08:00:00"}
        - {bkkp_sn: B, med_list_codg: "009900000000002", cnt: 1, pric: 20, fee_ocur_time: "2026-03-02 12:00:00"}
    knowledge:
      exclusive_pair: [{item_a_code: "009900000000001", item_b_code: "009900000000002", interval: day, sep_h: 4}]
    finds: []
  - name: 本地规定相隔四小时即另算一次，相隔不足四小时
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: "009900000000001", cnt: 1, pric: 50, fee_ocur_time: "2026-03-02 08:00:00"}
        - {bkkp_sn: B, med_list_codg: "009900000000002", cnt: 1, pric: 20, fee_ocur_time: "2026-03-02 11:59:59"}
    knowledge:
      exclusive_pair: [{item_a_code: "009900000000001", item_b_code: "009900000000002", interval: day, sep_h: 4}]
    finds:
      - {checkout_amt: 20.00, evidence: {sep_h: 4}}
  - name: 两个方向都列入的项目对，只计金额小的一项
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: "009900000000003", cnt: 1, pric: 20}
        - {bkkp_sn: B, med_list_codg: "009900000000004", cnt: 1, pric: 50}
    knowledge:
      exclusive_pair:
        - {item_a_code: "009900000000003", item_b_code: "009900000000004", interval: day}
        - {item_a_code: "009900000000004", item_b_code: "009900000000003", interval: day}
    finds:
      - {checkout_amt: 20.00, bkkp_sns: [A], related_ids: [B]}
  - name: 新列入的项目对施行满 30 日当天仍属过渡期，降为轻度可疑
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: "009900000000005", cnt: 1, pric: 50}
        - {bkkp_sn: B, med_list_codg: "009900000000006", cnt: 1, pric: 20}
    knowledge:
      exclusive_pair: [{item_a_code: "009900000000005", item_b_code: "009900000000006", interval: day, begndate: 2026-01-31}]
    finds:
      - {checkout_amt: 20.00, sev_deg: 3, evidence: {soft: [transition]}}
  - name: 机构当月四分之一的项目编码没有贯标，不作判断
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: "003110000100000", cnt: 1, pric: 500}
        - {bkkp_sn: B, med_list_codg: "003110000060000", cnt: 1, pric: 400}
        - {med_list_codg: "001101000010000", cnt: 1, pric: 5}
        - {med_list_codg: 自编透析管路费, cnt: 1, pric: 60}
    finds: []
  - name: 同一机构两个院区编号、信用代码相同，视为同一机构
    given:
      fixmedins_b: [{fixmedins_code: H1, uscc: U1}, {fixmedins_code: H2, uscc: U1}]
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: H1, bkkp_sn: A, med_list_codg: "003110000100000", cnt: 1, pric: 500}
        - {mdtrt_id: E2, fixmedins_code: H2, bkkp_sn: B, med_list_codg: "003110000060000", cnt: 1, pric: 400}
    finds:
      - {checkout_amt: 400.00, fixmedins_code: H2, bkkp_sns: [B]}
  - name: 同日在另一机构透析，信用代码都没有登记
    given:
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: H1, bkkp_sn: A, med_list_codg: "003110000100000", cnt: 1, pric: 500}
        - {mdtrt_id: E2, fixmedins_code: H2, bkkp_sn: B, med_list_codg: "003110000060000", cnt: 1, pric: 400}
    finds: []
---*/
WITH candidate AS (
  -- Named column by column: this is the rule that meets most lines, and what is not named is not carried.
  SELECT
    f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code,
    COALESCE(optional(f.uscc), f.fixmedins_code) AS inst_key,
    f.kreg, f.svc_date, f.fee_ocur_time, f.has_time, f.item, f.item_name, f.cnt, f.pric, f.gross, f.amt
  FROM fee_net AS f
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.scene IN ('IP', 'OP')
    AND f.item IN (SELECT item_a_code FROM exclusive_pair UNION SELECT item_b_code FROM exclusive_pair)
), including AS (
  -- The including items are the rarer side, so the pairs are looked up from there, with few columns.
  SELECT
    a.bkkp_sn AS a_sn, a.item AS a_item, a.item_name AS a_name, a.cnt AS a_cnt, a.amt AS a_amt, a.mdtrt_id, a.psn_no,
    a.inst_key, a.svc_date, a.fee_ocur_time AS a_time, a.has_time AS a_has_time,
    k.item_b_code, k.interval, k.site_ok, k.sep_h, k.kp_ref, k.sev, k_soft(k, a) AS soft
  FROM candidate AS a
  JOIN exclusive_pair AS k
    ON k.item_a_code = a.item AND k.kreg = a.kreg AND a.svc_date >= k.k_from AND a.svc_date < k.k_to
  WHERE k.rule_code IS NULL OR k.rule_code = 'GZ10000102012000'
), pair AS (
  SELECT
    b.*, a.a_sn, a.a_item, a.a_name, a.a_cnt, a.a_amt, a.a_time, a.a_has_time, a.interval, a.site_ok, a.sep_h, a.kp_ref,
    a.sev, a.soft
  FROM including AS a
  JOIN candidate AS b
    ON b.psn_no = a.psn_no AND b.inst_key = a.inst_key AND b.svc_date = a.svc_date AND b.item = a.item_b_code
  WHERE a.interval = 'day'
    OR (a.interval = '1h' AND a.a_has_time AND b.has_time AND hour_start(a.a_time) = hour_start(b.fee_ocur_time))
  UNION ALL
  SELECT
    b.*, a.a_sn, a.a_item, a.a_name, a.a_cnt, a.a_amt, a.a_time, a.a_has_time, a.interval, a.site_ok, a.sep_h, a.kp_ref,
    a.sev, a.soft
  FROM including AS a
  JOIN candidate AS b ON b.mdtrt_id = a.mdtrt_id AND b.item = a.item_b_code
  WHERE a.interval = 'encounter'
  UNION ALL
  SELECT
    b.*, a.a_sn, a.a_item, a.a_name, a.a_cnt, a.a_amt, a.a_time, a.a_has_time, a.interval, a.site_ok, a.sep_h, a.kp_ref,
    a.sev, a.soft
  FROM including AS a
  JOIN candidate AS b ON b.psn_no = a.psn_no AND b.inst_key = a.inst_key AND b.item = a.item_b_code
  WHERE a.interval = '6h' AND a.a_has_time AND b.has_time
    AND ABS(seconds_between(a.a_time, b.fee_ocur_time)) <= 21600
), counted AS (
  SELECT
    p.*,
    SUM(p.a_cnt) OVER (PARTITION BY p.bkkp_sn, p.a_item) AS cnt_a,
    SUM(p.cnt) OVER (PARTITION BY p.a_sn, p.item) AS cnt_b
  FROM pair AS p
  LEFT JOIN exclusive_pair AS r
    ON r.item_a_code = p.item AND r.item_b_code = p.a_item AND r.kreg = p.kreg
    AND p.svc_date >= r.k_from AND p.svc_date < r.k_to
  -- Of a pair listed both ways the smaller amount is the one that was included.
  WHERE (r.item_a_code IS NULL OR p.amt < p.a_amt OR (p.amt = p.a_amt AND p.item > p.a_item))
    AND NOT COALESCE(
      p.a_has_time AND p.has_time AND ABS(seconds_between(p.a_time, p.fee_ocur_time)) >= p.sep_h * 3600, FALSE
    )
)
SELECT
  c.*,
  CASE
    WHEN c.site_ok = 1 THEN prorate(c.amt, LEAST(c.cnt_a, c.cnt_b), c.cnt_b)
    ELSE c.amt
  END AS hit_amt,
  c.a_sn AS related_id,
  CASE c.interval WHEN 'day' THEN '同日' WHEN 'encounter' THEN '同次就诊' WHEN '6h' THEN '六小时内' ELSE '同一小时' END AS within,
  COALESCE(c.sev, 1) AS sev_deg
FROM counted AS c
LEFT JOIN code_gap AS g ON g.fixmedins_code = c.fixmedins_code AND g.month = month_of(c.svc_date)
WHERE NOT COALESCE(g.item_gap, FALSE)
