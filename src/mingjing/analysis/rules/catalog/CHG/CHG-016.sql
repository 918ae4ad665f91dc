/*---
code: CHG-016
version: 2
title: 康复理疗计费超限
status: active
behaviour: over_treatment
severity: 2
subject: fee
grain: [psn_no, svc_date]
amount: share
scenes: [IP, OP]
stages: [2, 3]
law: [735-38-2, 735-38-3]
params:
  max_items: {type: integer, default: 6, unit: 项/日, source: 无官方数值，可按统筹区配置}
  rehab_items: {type: integer, default: 8, unit: 项/日, source: 康复医院、康复中心；无官方数值，可按统筹区配置}
  max_min: {type: integer, default: 480, unit: 分钟/日, source: 无官方数值，可按统筹区配置}
  max_parts: {type: integer, default: 3, unit: 部位/日, source: 2024 年违法违规使用医保基金自查自纠清单中理疗每日的上限}
  max_assess: {type: integer, default: 3, unit: 次/住院, source: 2024 年自查自纠清单中康复综合评定的上限}
  assess_gap: {type: integer, default: 14, unit: 日, source: 2024 年自查自纠清单中康复综合评定的间隔}
message: "{svc_date} 康复理疗 {item_cnt} 项、{day_min} 分钟、理疗 {part_cnt} 部位：{reason}，超出金额 {checkout_amt} 元。"
verify: 核对治疗时间表、治疗记录单和治疗师人数，询问患者当日做了哪些治疗。
defence: 集体治疗；儿童日间康复；前一日漏记、当日补记。
known_gaps: 集体治疗、儿童日间康复不在数据中；没有标准时长的项目不计入时长。
evidence: [reason, item_cnt, item_limit, day_min, part_cnt, assess_nth, assess_days, kp_ref]
cases:
  - name: 一日九项、六百一十分钟
    given:
      fee_list_d:
        - {bkkp_sn: L1, med_list_codg: "003402000200000", cnt: 2, pric: 50, fee_ocur_time: "2026-03-02 08:01:00"}
        - {bkkp_sn: L2, med_list_codg: "003402000210000", cnt: 2, pric: 50, fee_ocur_time: "2026-03-02 08:02:00"}
        - {bkkp_sn: L3, med_list_codg: "003402000220000", cnt: 2, pric: 50, fee_ocur_time: "2026-03-02 08:03:00"}
        - {bkkp_sn: L4, med_list_codg: "003402000230000", cnt: 2, pric: 50, fee_ocur_time: "2026-03-02 08:04:00"}
        - {bkkp_sn: L5, med_list_codg: "003402000280000", cnt: 2, pric: 50, fee_ocur_time: "2026-03-02 08:05:00"}
        - {bkkp_sn: L6, med_list_codg: "003402000330000", cnt: 1, pric: 50, fee_ocur_time: "2026-03-02 08:06:00"}
        - {bkkp_sn: L7, med_list_codg: "003402000340000", cnt: 1, pric: 50, fee_ocur_time: "2026-03-02 08:07:00"}
        - {bkkp_sn: L8, med_list_codg: "003402000350000", cnt: 2, pric: 50, fee_ocur_time: "2026-03-02 08:08:00"}
        - {bkkp_sn: L9, med_list_codg: "003402000400000", cnt: 1, pric: 50, fee_ocur_time: "2026-03-02 08:09:00"}
    finds:
      - {psn_no: P, checkout_amt: 200.00, checkout_cnt: 4, fund_amt: 160.00, sev_deg: 2, occurred_on: "2026-03-02", bkkp_sns: [L7, L8, L9], evidence: {branch: [a, b], item_cnt: 9, day_min: 610}}
  - name: 一日六项、三百分钟以内
    given:
      fee_list_d:
        - {med_list_codg: "003402000200000", cnt: 1, pric: 50}
        - {med_list_codg: "003402000210000", cnt: 1, pric: 50}
        - {med_list_codg: "003402000220000", cnt: 1, pric: 50}
        - {med_list_codg: "003402000230000", cnt: 1, pric: 50}
        - {med_list_codg: "003402000280000", cnt: 1, pric: 50}
        - {med_list_codg: "003402000330000", cnt: 1, pric: 50}
    finds: []
  - name: 康复医院一日八项，恰为上限
    given:
      fixmedins_b: [{fixmedins_code: H, medins_type: A5271}]
      fee_list_d:
        - {med_list_codg: "003402000200000", pric: 50}
        - {med_list_codg: "003402000210000", pric: 50}
        - {med_list_codg: "003402000220000", pric: 50}
        - {med_list_codg: "003402000230000", pric: 50}
        - {med_list_codg: "003402000280000", pric: 50}
        - {med_list_codg: "003402000330000", pric: 50}
        - {med_list_codg: "003402000340000", pric: 50}
        - {med_list_codg: "003402000350000", pric: 50}
    finds: []
  - name: 机构类别未填，按普通机构的六项
    given:
      fixmedins_b: [{fixmedins_code: H, medins_type: null}]
      fee_list_d:
        - {bkkp_sn: L1, med_list_codg: "003402000200000", pric: 50, fee_ocur_time: "2026-03-02 08:01:00"}
        - {bkkp_sn: L2, med_list_codg: "003402000210000", pric: 50, fee_ocur_time: "2026-03-02 08:02:00"}
        - {bkkp_sn: L3, med_list_codg: "003402000220000", pric: 50, fee_ocur_time: "2026-03-02 08:03:00"}
        - {bkkp_sn: L4, med_list_codg: "003402000230000", pric: 50, fee_ocur_time: "2026-03-02 08:04:00"}
        - {bkkp_sn: L5, med_list_codg: "003402000280000", pric: 50, fee_ocur_time: "2026-03-02 08:05:00"}
        - {bkkp_sn: L6, med_list_codg: "003402000330000", pric: 50, fee_ocur_time: "2026-03-02 08:06:00"}
        - {bkkp_sn: L7, med_list_codg: "003402000340000", pric: 50, fee_ocur_time: "2026-03-02 08:07:00"}
    finds:
      - {checkout_amt: 50.00, bkkp_sns: [L7], evidence: {branch: [a], item_limit: 6}}
  - name: 第七项已退费
    given:
      fee_list_d:
        - {med_list_codg: "003402000200000", pric: 50}
        - {med_list_codg: "003402000210000", pric: 50}
        - {med_list_codg: "003402000220000", pric: 50}
        - {med_list_codg: "003402000230000", pric: 50}
        - {med_list_codg: "003402000280000", pric: 50}
        - {med_list_codg: "003402000330000", pric: 50}
        - {bkkp_sn: A, med_list_codg: "003402000340000", pric: 50}
        - {med_list_codg: "003402000340000", pric: 50, cnt: -1, init_feedetl_sn: A}
    finds: []
  - name: 理疗一日五个部位，超出两个
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: "003401000190000", cnt: 5, pric: 10}
    finds:
      - {checkout_amt: 20.00, checkout_cnt: 2, sev_deg: 2, bkkp_sns: [A], evidence: {branch: [c], part_cnt: 5}}
  - name: 理疗三个部位，恰为上限
    given:
      fee_list_d:
        - {med_list_codg: "003401000190000", cnt: 3, pric: 10}
    finds: []
  - name: 住院中漏记后一日补记，全程不超，降为轻度可疑
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-05 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "003401000190000", cnt: 6, pric: 10, fee_ocur_time: "2026-03-03 09:00:00"}
    finds:
      - {checkout_amt: 30.00, sev_deg: 3, evidence: {soft: [catch_up]}}
  - name: 康复综合评定隔 13 日又做
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-04-05 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003402000390000", pric: 60, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: I1, bkkp_sn: B, med_list_codg: "003402000390000", pric: 60, fee_ocur_time: "2026-03-15 09:00:00"}
    finds:
      - {checkout_amt: 60.00, occurred_on: "2026-03-15", bkkp_sns: [B], evidence: {branch: [d], assess_days: 13}}
  - name: 康复综合评定恰隔 14 日，共三次
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-04-05 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003402000390000", pric: 60, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: "003402000390000", pric: 60, fee_ocur_time: "2026-03-16 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: "003402000390000", pric: 60, fee_ocur_time: "2026-03-30 09:00:00"}
    finds: []
  - name: 项目编码未填
    given:
      fee_list_d:
        - {med_list_codg: null, list_type: "201", cnt: 9, pric: 10}
    finds: []
---*/
WITH treated AS (
  SELECT
    f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.admdvs, f.kreg, optional(f.medins_type) AS medins_type, f.svc_date,
    f.fee_ocur_time, f.item, f.item_name, f.cnt, f.pric, f.gross, f.amt, f.is_ip, has_cls(f.cls, 'PHYS') AS is_phys
  FROM fee_net AS f
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.scene IN ('IP', 'OP')
    AND (has_cls(f.cls, 'REHAB') OR has_cls(f.cls, 'PHYS'))
), measured AS (
  SELECT t.*, product(t.cnt, k.std_min) AS minutes, k.kp_ref
  FROM treated AS t
  LEFT JOIN item_class AS k
    ON k_match(k, t) AND k.member = 1 AND k.cls = CASE WHEN t.is_phys THEN 'PHYS' ELSE 'REHAB' END
), first_use AS (
  SELECT psn_no, svc_date, item, MIN(fee_ocur_time) AS first_at, MIN(bkkp_sn) AS first_sn
  FROM measured
  GROUP BY psn_no, svc_date, item
), nth_item AS (
  SELECT
    u.psn_no, u.svc_date, u.item,
    ROW_NUMBER() OVER (PARTITION BY u.psn_no, u.svc_date ORDER BY u.first_at, u.first_sn) AS nth,
    COUNT(*) OVER (PARTITION BY u.psn_no, u.svc_date) AS item_cnt
  FROM first_use AS u
), summed AS (
  SELECT
    m.*, n.nth, n.item_cnt,
    SUM(m.minutes) OVER (PARTITION BY m.psn_no, m.svc_date) AS day_min,
    SUM(m.minutes) OVER (
      PARTITION BY m.psn_no, m.svc_date ORDER BY m.fee_ocur_time, m.bkkp_sn ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS upto_min,
    SUM(CASE WHEN m.is_phys THEN m.cnt ELSE 0 END) OVER (PARTITION BY m.psn_no, m.svc_date) AS part_cnt,
    SUM(CASE WHEN m.is_phys THEN m.cnt ELSE 0 END) OVER (
      PARTITION BY m.psn_no, m.svc_date ORDER BY m.fee_ocur_time, m.bkkp_sn ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS upto_part,
    CASE
      WHEN COALESCE(starts_with(m.medins_type, 'A527'), FALSE) THEN param('rehab_items', m.svc_date, m.admdvs)
      ELSE param('max_items', m.svc_date, m.admdvs)
    END AS item_limit,
    e.stay_id
  FROM measured AS m
  JOIN nth_item AS n ON n.psn_no = m.psn_no AND n.svc_date = m.svc_date AND n.item = m.item
  LEFT JOIN stay_enc AS e ON e.mdtrt_id = m.mdtrt_id
), whole AS (
  SELECT
    s.stay_id, SUM(s.minutes) AS stay_min, SUM(CASE WHEN s.is_phys THEN s.cnt ELSE 0 END) AS stay_part, MAX(t.nights) AS nights
  FROM summed AS s
  JOIN stay AS t ON t.stay_id = s.stay_id
  WHERE NOT t.is_open
  GROUP BY s.stay_id
), assessed AS (
  SELECT
    d.stay_id, d.svc_date,
    ROW_NUMBER() OVER (PARTITION BY d.stay_id ORDER BY d.svc_date) AS assess_nth,
    days_between(LAG(d.svc_date) OVER (PARTITION BY d.stay_id ORDER BY d.svc_date), d.svc_date) AS assess_days
  FROM (
    SELECT DISTINCT stay_id, svc_date FROM summed WHERE stay_id IS NOT NULL AND starts_with(item, '00340200039')
  ) AS d
), broken AS (
  SELECT
    s.bkkp_sn, 'a' AS branch, '项目数超过 ' || CAST(s.item_limit AS VARCHAR) || ' 项' AS reason, s.amt AS hit_amt, s.cnt AS over_cnt,
    CAST(NULL AS VARCHAR) AS soft, CAST(NULL AS BIGINT) AS assess_nth, CAST(NULL AS BIGINT) AS assess_days
  FROM summed AS s
  WHERE s.nth > s.item_limit
  UNION ALL
  SELECT
    s.bkkp_sn, 'b', '治疗总时长过长',
    prorate(s.amt, LEAST(s.minutes, s.upto_min - param('max_min', s.svc_date, s.admdvs)), s.minutes),
    CAST(ratio(product(s.cnt, LEAST(s.minutes, s.upto_min - param('max_min', s.svc_date, s.admdvs))), s.minutes) AS DECIMAL(16,4)),
    CASE WHEN w.stay_min <= param('max_min', s.svc_date, s.admdvs) * (w.nights + 1) THEN 'catch_up' END, NULL, NULL
  FROM summed AS s
  LEFT JOIN whole AS w ON w.stay_id = s.stay_id
  WHERE s.minutes > 0 AND s.day_min > param('max_min', s.svc_date, s.admdvs) AND s.upto_min > param('max_min', s.svc_date, s.admdvs)
  UNION ALL
  SELECT
    s.bkkp_sn, 'c', '理疗部位数过多',
    prorate(s.amt, LEAST(s.cnt, s.upto_part - param('max_parts', s.svc_date, s.admdvs)), s.cnt),
    LEAST(s.cnt, s.upto_part - param('max_parts', s.svc_date, s.admdvs)),
    CASE WHEN w.stay_part <= param('max_parts', s.svc_date, s.admdvs) * (w.nights + 1) THEN 'catch_up' END, NULL, NULL
  FROM summed AS s
  LEFT JOIN whole AS w ON w.stay_id = s.stay_id
  WHERE s.is_phys AND s.upto_part > param('max_parts', s.svc_date, s.admdvs)
  UNION ALL
  SELECT s.bkkp_sn, 'd', '康复综合评定过频', s.amt, s.cnt, NULL, a.assess_nth, a.assess_days
  FROM summed AS s
  JOIN assessed AS a ON a.stay_id = s.stay_id AND a.svc_date = s.svc_date
  WHERE starts_with(s.item, '00340200039')
    AND (a.assess_nth > param('max_assess', s.svc_date, s.admdvs) OR a.assess_days < param('assess_gap', s.svc_date, s.admdvs))
), reasons AS (
  SELECT bkkp_sn, MAX(over_cnt) AS over_cnt FROM broken GROUP BY bkkp_sn
)
SELECT
  s.bkkp_sn, s.mdtrt_id, s.setl_id, s.psn_no, s.fixmedins_code, s.svc_date, s.item, s.item_name, s.cnt, s.pric, s.gross,
  s.amt, b.branch, b.reason, b.hit_amt, b.soft, s.item_cnt, s.item_limit, s.day_min, s.part_cnt, b.assess_nth, b.assess_days, s.kp_ref,
  CAST(t.total AS DECIMAL(16,4)) AS checkout_cnt
FROM broken AS b
JOIN summed AS s ON s.bkkp_sn = b.bkkp_sn
JOIN (
  SELECT m.psn_no, m.svc_date, SUM(r.over_cnt) AS total
  FROM reasons AS r
  JOIN measured AS m ON m.bkkp_sn = r.bkkp_sn
  GROUP BY m.psn_no, m.svc_date
) AS t ON t.psn_no = s.psn_no AND t.svc_date = s.svc_date
