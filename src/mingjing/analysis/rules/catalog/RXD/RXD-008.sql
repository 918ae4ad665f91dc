/*---
code: RXD-008
version: 1
title: 药品相互作用、中药饮片配伍禁忌
status: active
national_code: [GZ10000301011000, GZ10000301012000]
behaviour: irrational_drug
severity: 2
subject: fee
grain: [mdtrt_id, pair_id, svc_date]
amount: all
scenes: [IP, OP, PH, NET]
stages: [1, 2, 3]
law: [735-38-2]
message: "{svc_date} {pair_text}{place_text}，{level_text}，涉及 {checkout_amt} 元。"
verify: 核对处方双签字、药师审核与用药监测记录；饮片核对煎煮方式和同方情况。
defence: 医师双签字确认；监测下合用；分方、分时服用。
known_gaps: 药品按 ATC 亚组列全组一致的相互作用，个别成分由本地行给出；没有登记天数的门诊用药只看同日；饮片只认得清单中的药名。
evidence: [pair_id, first_name, first_date, first_mdtrt_id, level, piece_rule, kp_ref]
cases:
  - name: 甘草与甘遂同方
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: T100000001, medins_list_name: 炙甘草, cnt: 42, pric: 0.1, rx_drord_no: R1}
        - {bkkp_sn: B, med_list_codg: T100000002, medins_list_name: 醋甘遂（片）, cnt: 7, pric: 1, rx_drord_no: R1}
        - {bkkp_sn: C, med_list_codg: T100000003, medins_list_name: 茯苓, cnt: 70, pric: 0.1, rx_drord_no: R1}
    finds:
      - {checkout_amt: 11.20, checkout_cnt: 49, fund_amt: 8.96, sev_deg: 2, occurred_on: "2026-03-02", bkkp_sns: [A, B], national_code: GZ10000301012000, evidence: {branch: [piece], piece_rule: 十八反}}
  - name: 甘草与甘遂不同方
    given:
      fee_list_d:
        - {med_list_codg: T100000001, medins_list_name: 炙甘草, cnt: 42, pric: 0.1, rx_drord_no: R1}
        - {med_list_codg: T100000002, medins_list_name: 醋甘遂, cnt: 7, pric: 1, rx_drord_no: R2}
    finds: []
  - name: 按国家编码认药味，丁香与郁金
    given:
      fee_list_d:
        - {med_list_codg: T000700200, medins_list_name: 公丁香A, cnt: 21, pric: 0.2, rx_drord_no: R1}
        - {med_list_codg: T100000002, medins_list_name: 郁金, cnt: 70, pric: 0.1, rx_drord_no: R1}
    finds: [{checkout_amt: 11.20, sev_deg: 2, evidence: {piece_rule: 十九畏}}]
  - name: 本地认可的同方药味
    given:
      fee_list_d:
        - {med_list_codg: T100000001, medins_list_name: 附片, cnt: 42, pric: 0.1, rx_drord_no: R1}
        - {med_list_codg: T100000002, medins_list_name: 法半夏, cnt: 63, pric: 0.1, rx_drord_no: R1}
        - {med_list_codg: T100000003, medins_list_name: 甘草片, cnt: 42, pric: 0.1, rx_drord_no: R1}
    knowledge:
      tcm_incompat: [{piece_a: 附子, piece_b: 半夏, name: 十八反, level: forbid, except_piece: 甘草}]
    finds: []
  - name: 饮片用于外治，降为轻度可疑
    given:
      fee_list_d:
        - {med_list_codg: T100000001, medins_list_name: 制川乌, cnt: 42, pric: 0.1, rx_drord_no: R1}
        - {med_list_codg: T100000002, medins_list_name: 白及, cnt: 70, pric: 0.1, rx_drord_no: R1}
        - {med_list_codg: "004100000010000"}
    finds: [{checkout_amt: 11.20, sev_deg: 3, evidence: {soft: [external]}}]
  - name: 饮片其中一味已退费
    given:
      fee_list_d:
        - {med_list_codg: T100000001, medins_list_name: 炙甘草, cnt: 42, pric: 0.1, rx_drord_no: R1}
        - {bkkp_sn: B, med_list_codg: T100000002, medins_list_name: 甘遂, cnt: 7, pric: 1, rx_drord_no: R1}
        - {bkkp_sn: C, med_list_codg: T100000002, medins_list_name: 甘遂, cnt: -7, pric: 1, init_feedetl_sn: B}
    finds: []
  - name: 没有药名、没有国家编码的饮片不作判断
    given:
      fee_list_d:
        - {med_list_codg: T100000001, medins_list_name: null, cnt: 42, pric: 0.1, rx_drord_no: R1}
        - {med_list_codg: T100000002, medins_list_name: 甘遂, cnt: 7, pric: 1, rx_drord_no: R1}
    finds: []
  - name: 供药期内加开禁止合用的药
    given:
      fee_list_d:
        - {mdtrt_id: E1, bkkp_sn: A, med_list_codg: XC01DAA001A001010100001, medins_list_name: 硝酸异山梨酯片, cnt: 30, pric: 1, prd_days: 30, fee_ocur_time: "2026-03-01 09:00:00"}
        - {mdtrt_id: E2, bkkp_sn: B, med_list_codg: XG04BEA001A001010100001, medins_list_name: 他达拉非片, cnt: 4, pric: 20, prd_days: 4, fee_ocur_time: "2026-03-30 09:00:00"}
    finds:
      - {checkout_amt: 80.00, sev_deg: 2, occurred_on: "2026-03-30", bkkp_sns: [B], related_ids: [A], national_code: GZ10000301011000, evidence: {branch: [drug], first_name: 硝酸异山梨酯片}}
  - name: 前一种药恰好用完的次日开始
    given:
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: XC01DAA001A001010100001, cnt: 30, pric: 1, prd_days: 30, fee_ocur_time: "2026-03-01 09:00:00"}
        - {mdtrt_id: E2, med_list_codg: XG04BEA001A001010100001, cnt: 4, pric: 20, prd_days: 4, fee_ocur_time: "2026-03-31 09:00:00"}
    finds: []
  - name: 住院同日合用，慎用级别只作轻度可疑
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-05 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: XC09AAA001A001010100001, pric: 5, fee_ocur_time: "2026-03-02 08:00:00"}
        - {mdtrt_id: I1, bkkp_sn: B, med_list_codg: XC09CAA001A001010100001, pric: 6, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: I1, bkkp_sn: C, med_list_codg: XC09CAA001A001010100001, pric: 6, fee_ocur_time: "2026-03-03 09:00:00"}
    finds: [{checkout_amt: 6.00, sev_deg: 3, occurred_on: "2026-03-02", bkkp_sns: [B]}]
  - name: 住院换药，不在同一日
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-05 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: XN06AGA001A001010100001, pric: 5, fee_ocur_time: "2026-03-02 08:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN06ABA001A001010100001, pric: 6, fee_ocur_time: "2026-03-03 09:00:00"}
    finds: []
  - name: 其中一种外用
    given:
      fee_list_d:
        - {med_list_codg: XC01DAA001A001010100001, cnt: 30, pric: 1, prd_days: 30, fee_ocur_time: "2026-03-02 09:00:00"}
        - {med_list_codg: XG04BEA001F001010100001, cnt: 4, pric: 20, prd_days: 4, fee_ocur_time: "2026-03-02 09:10:00"}
    finds: []
  - name: 没有登记天数的只看同日
    given:
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: XC01DAA001A001010100001, cnt: 30, pric: 1, fee_ocur_time: "2026-03-01 09:00:00"}
        - {mdtrt_id: E2, med_list_codg: XG04BEA001A001010100001, cnt: 4, pric: 20, fee_ocur_time: "2026-03-02 09:00:00"}
    finds: []
---*/
WITH taken AS (
  SELECT
    f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.kreg, f.fee_ocur_time, f.svc_date, f.item, f.item_name,
    f.cnt, f.pric, f.gross, f.amt, f.is_ip AND NOT f.takehome AS in_ward, k.pair_id, k.role, k.level, k.kp_ref, k.sev,
    k_soft(k, f) AS doubt
  FROM fee_net AS f
  JOIN ddi AS k ON k_match(k, f)
  WHERE f.in_scope AND f.settled AND f.kind = 'drug'
), both_sides AS (
  SELECT psn_no, pair_id FROM taken GROUP BY psn_no, pair_id HAVING MIN(role) < MAX(role)
), lasting AS (
  SELECT t.*, CASE WHEN t.in_ward THEN t.svc_date ELSE COALESCE(s.end_date, t.svc_date) END AS end_date
  FROM taken AS t
  JOIN both_sides AS o ON o.psn_no = t.psn_no AND o.pair_id = t.pair_id
  LEFT JOIN drug_dim AS d ON d.item = t.item AND d.kreg = t.kreg
  LEFT JOIN supply AS s ON s.bkkp_sn = t.bkkp_sn
  WHERE d.route IS DISTINCT FROM 'topical'
), together AS (
  SELECT
    y.*, x.bkkp_sn AS first_sn, x.mdtrt_id AS first_mdtrt_id, x.item_name AS first_name, x.svc_date AS first_date,
    ROW_NUMBER() OVER (PARTITION BY y.bkkp_sn, y.pair_id ORDER BY x.svc_date DESC, x.bkkp_sn) AS choice
  FROM lasting AS y
  JOIN lasting AS x
    ON x.psn_no = y.psn_no AND x.pair_id = y.pair_id AND x.role <> y.role AND x.in_ward = y.in_ward
    AND x.svc_date <= y.svc_date AND x.end_date >= y.svc_date
    AND (x.fee_ocur_time < y.fee_ocur_time OR (x.fee_ocur_time = y.fee_ocur_time AND x.bkkp_sn < y.bkkp_sn))
  WHERE y.amt > 0
), mixed AS (
  SELECT a.mdtrt_id, a.rx_key, a.svc_date, k.piece_a, k.piece_b, k.name, k.level, k.except_piece, k.kp_ref, k.sev
  FROM rx_piece AS a
  JOIN tcm_incompat AS k
    ON k.piece_a = a.piece AND k.kreg = a.kreg AND a.svc_date >= k.k_from AND a.svc_date < k.k_to
  JOIN rx_piece AS b
    ON b.mdtrt_id = a.mdtrt_id AND b.rx_key = a.rx_key AND b.svc_date = a.svc_date AND b.piece = k.piece_b
  LEFT JOIN rx_piece AS x
    ON x.mdtrt_id = a.mdtrt_id AND x.rx_key = a.rx_key AND x.svc_date = a.svc_date AND x.piece = k.except_piece
  WHERE x.bkkp_sn IS NULL
)
SELECT
  t.bkkp_sn, t.mdtrt_id, t.setl_id, t.psn_no, t.fixmedins_code, t.svc_date, t.item, t.item_name, t.cnt, t.pric, t.gross,
  t.amt, 'drug' AS branch, t.pair_id, t.first_sn AS related_id, t.first_mdtrt_id, t.first_name, t.first_date, t.level,
  CAST(NULL AS VARCHAR) AS piece_rule, t.kp_ref,
  t.item_name || ' 与 ' || t.first_name AS pair_text,
  CASE WHEN t.in_ward THEN ' 住院同日合用' ELSE ' 供药期重叠' END AS place_text,
  CASE t.level WHEN 'forbid' THEN '说明书禁止合用' ELSE '一般不宜合用' END AS level_text,
  'GZ10000301011000' AS national_code,
  COALESCE(t.sev, CASE t.level WHEN 'forbid' THEN 2 ELSE 3 END) AS sev_deg,
  t.doubt AS soft
FROM together AS t
WHERE t.choice = 1
UNION ALL
SELECT
  p.bkkp_sn, p.mdtrt_id, p.setl_id, p.psn_no, p.fixmedins_code, p.svc_date, p.item, p.item_name, p.cnt, p.pric, p.gross,
  p.amt, 'piece' AS branch, m.piece_a || '-' || m.piece_b AS pair_id, CAST(NULL AS VARCHAR) AS related_id,
  CAST(NULL AS VARCHAR) AS first_mdtrt_id, CAST(NULL AS VARCHAR) AS first_name, CAST(NULL AS DATE) AS first_date, m.level,
  m.name AS piece_rule, m.kp_ref,
  '饮片 ' || m.piece_a || ' 与 ' || m.piece_b AS pair_text,
  ' 同方' AS place_text,
  m.name || CASE m.level WHEN 'forbid' THEN '，不宜同用' ELSE '，慎同用' END AS level_text,
  'GZ10000301012000' AS national_code,
  COALESCE(m.sev, CASE m.level WHEN 'forbid' THEN 2 ELSE 3 END) AS sev_deg,
  CASE WHEN p.external THEN 'external' END AS soft
FROM rx_piece AS p
JOIN mixed AS m
  ON m.mdtrt_id = p.mdtrt_id AND m.rx_key = p.rx_key AND m.svc_date = p.svc_date AND p.piece IN (m.piece_a, m.piece_b)
WHERE p.settled AND p.amt > 0
