/*---
code: CHG-010
version: 2
title: 同一明细重复计费
status: active
behaviour: duplicate_charge
severity: 2
subject: fee
amount: all
scenes: [IP, OP]
stages: [2, 3]
law: [735-38-3]
params:
  apart_h: {type: integer, default: 4, unit: 小时, source: 门诊与住院同日同项目相隔达到此时数，视为先后两次；无官方数值，可按统筹区配置}
message: "{svc_date} {item_name} {how}，重复 {line_cnt} 笔、{checkout_amt} 元。"
verify: 核对检查检验报告和手术记录的份数、医嘱号，确认实际做了几次。
defence: 成对标本、双侧部位，或一个项目分两笔计价。
known_gaps: 部位、标本没有记录，按部位和标本计价的项目、一日内可合理重复的项目不判断；明细没有钟点的不判断。
evidence: [how, related_at]
cases:
  - name: 同一医嘱的胸部 CT 同一时刻记了两笔
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: "002103000010000", medins_list_name: 胸部CT, med_chrgitm_type: "03", pric: 200, rx_drord_no: O1, fee_ocur_time: "2026-03-02 10:02:11"}
        - {bkkp_sn: B, med_list_codg: "002103000010000", medins_list_name: 胸部CT, med_chrgitm_type: "03", pric: 200, rx_drord_no: O1, fee_ocur_time: "2026-03-02 10:02:11"}
    finds:
      - {checkout_amt: 200.00, checkout_cnt: 1, fund_amt: 160.00, sev_deg: 2, occurred_on: "2026-03-02", bkkp_sns: [B], related_ids: [A], evidence: {branch: [a]}}
  - name: 左右膝关节 X 线各一笔，按部位计价
    given:
      fee_list_d:
        - {med_list_codg: "002101020010000", med_chrgitm_type: "03", pric: 60, rx_drord_no: O1, fee_ocur_time: "2026-03-02 10:02:11"}
        - {med_list_codg: "002101020010000", med_chrgitm_type: "03", pric: 60, rx_drord_no: O1, fee_ocur_time: "2026-03-02 10:02:11"}
    finds: []
  - name: 两笔的医嘱号不同
    given:
      fee_list_d:
        - {med_list_codg: "002103000010000", med_chrgitm_type: "03", pric: 200, rx_drord_no: O1, fee_ocur_time: "2026-03-02 10:02:11"}
        - {med_list_codg: "002103000010000", med_chrgitm_type: "03", pric: 200, rx_drord_no: O2, fee_ocur_time: "2026-03-02 10:02:11"}
    finds: []
  - name: 医嘱号都未填、其余全同的三笔
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: "002504010010000", med_chrgitm_type: "04", pric: 20, fee_ocur_time: "2026-03-02 10:02:11"}
        - {bkkp_sn: B, med_list_codg: "002504010010000", med_chrgitm_type: "04", pric: 20, fee_ocur_time: "2026-03-02 10:02:11"}
        - {bkkp_sn: C, med_list_codg: "002504010010000", med_chrgitm_type: "04", pric: 20, fee_ocur_time: "2026-03-02 10:02:11"}
    finds:
      - {checkout_amt: 40.00, checkout_cnt: 2, sev_deg: 2, bkkp_sns: [B, C]}
  - name: 两笔相隔一秒
    given:
      fee_list_d:
        - {med_list_codg: "002103000010000", med_chrgitm_type: "03", pric: 200, fee_ocur_time: "2026-03-02 10:02:11"}
        - {med_list_codg: "002103000010000", med_chrgitm_type: "03", pric: 200, fee_ocur_time: "2026-03-02 10:02:12"}
    finds: []
  - name: 明细只有日期，不判断
    given:
      fee_list_d:
        - {med_list_codg: "002103000010000", med_chrgitm_type: "03", pric: 200, fee_ocur_time: "2026-03-02 00:00:00"}
        - {med_list_codg: "002103000010000", med_chrgitm_type: "03", pric: 200, fee_ocur_time: "2026-03-02 00:00:00"}
    finds: []
  - name: 收费项目类别未填，不判断
    given:
      fee_list_d:
        - {med_list_codg: "002103000010000", pric: 200, fee_ocur_time: "2026-03-02 10:02:11"}
        - {med_list_codg: "002103000010000", pric: 200, fee_ocur_time: "2026-03-02 10:02:11"}
    finds: []
  - name: 重复的一笔已退费
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: "002103000010000", med_chrgitm_type: "03", pric: 200, fee_ocur_time: "2026-03-02 10:02:11"}
        - {bkkp_sn: B, med_list_codg: "002103000010000", med_chrgitm_type: "03", pric: 200, fee_ocur_time: "2026-03-02 10:02:11"}
        - {bkkp_sn: C, med_list_codg: "002103000010000", med_chrgitm_type: "03", cnt: -1, pric: 200, init_feedetl_sn: B, fee_ocur_time: "2026-03-02 11:02:11"}
    finds: []
  - name: 一日多次的血糖测定，可合理重复
    given:
      fee_list_d:
        - {med_list_codg: "002503020010000", med_chrgitm_type: "04", pric: 8, fee_ocur_time: "2026-03-02 10:02:11"}
        - {med_list_codg: "002503020010000", med_chrgitm_type: "04", pric: 8, fee_ocur_time: "2026-03-02 10:02:11"}
    finds: []
  - name: 同一次 CT 门诊、住院各收一次
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-03-02 10:30:00", endtime: "2026-03-06 10:00:00"}
      fee_list_d:
        - {mdtrt_id: E1, bkkp_sn: A, med_list_codg: "002103000010000", med_chrgitm_type: "03", pric: 200, fee_ocur_time: "2026-03-02 10:02:11"}
        - {mdtrt_id: I1, bkkp_sn: B, med_list_codg: "002103000010000", med_chrgitm_type: "03", pric: 200, fee_ocur_time: "2026-03-02 11:00:00"}
    finds:
      - {mdtrt_id: I1, checkout_amt: 200.00, sev_deg: 2, bkkp_sns: [B], related_ids: [A], evidence: {branch: [b]}}
  - name: 门诊与住院的两次 CT 相隔正好四小时
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-03-02 10:30:00", endtime: "2026-03-06 10:00:00"}
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "002103000010000", med_chrgitm_type: "03", pric: 200, fee_ocur_time: "2026-03-02 10:00:00"}
        - {mdtrt_id: I1, med_list_codg: "002103000010000", med_chrgitm_type: "03", pric: 200, fee_ocur_time: "2026-03-02 14:00:00"}
    finds: []
---*/
WITH same AS (
  -- Hardly any item is charged twice at one time: only of those the price, the number and the order are compared.
  SELECT f.mdtrt_id, f.item, f.fee_ocur_time
  FROM fee_net AS f
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.scene IN ('IP', 'OP') AND f.has_time
    AND f.chrg IN ('01', '02', '03', '04', '06')
  GROUP BY f.mdtrt_id, f.item, f.fee_ocur_time
  HAVING COUNT(*) > 1
), twin AS (
  SELECT
    f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.svc_date, f.item, f.item_name, f.cnt, f.pric, f.gross,
    f.amt, f.fee_ocur_time, optional(f.rx_no) AS rx_no, f.scene, f.has_time, f.cls
  FROM fee_net AS f
  JOIN same AS a ON a.mdtrt_id = f.mdtrt_id AND a.item = f.item AND a.fee_ocur_time = f.fee_ocur_time
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.chrg IN ('01', '02', '03', '04', '06')
), doubled AS (
  SELECT t.mdtrt_id, t.item, t.pric, t.cnt, t.fee_ocur_time, t.rx_no, MIN(t.bkkp_sn) AS first_sn
  FROM twin AS t
  WHERE t.scene IN ('IP', 'OP') AND t.has_time
    AND NOT COALESCE(has_cls(t.cls, 'MULTI_SITE') OR has_cls(t.cls, 'TIMED'), FALSE)
  GROUP BY t.mdtrt_id, t.item, t.pric, t.cnt, t.fee_ocur_time, t.rx_no
  HAVING COUNT(*) > 1
), examined AS (
  SELECT
    f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.admdvs, f.svc_date, f.fee_ocur_time, f.item,
    f.item_name, f.cnt, f.pric, f.gross, f.amt, f.is_ip
  FROM fee_net AS f
  JOIN stay AS s ON s.psn_no = f.psn_no AND s.fixmedins_code = f.fixmedins_code AND f.svc_date BETWEEN s.adm_date AND s.dscg_date
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.scene IN ('IP', 'OP') AND f.has_time
    AND f.chrg IN ('03', '04', '06')
    AND NOT COALESCE(has_cls(f.cls, 'MULTI_SITE') OR has_cls(f.cls, 'TIMED'), FALSE)
), crossed AS (
  SELECT
    CASE WHEN o.fee_ocur_time <= i.fee_ocur_time THEN i.bkkp_sn ELSE o.bkkp_sn END AS bkkp_sn,
    MIN(CASE WHEN o.fee_ocur_time <= i.fee_ocur_time THEN o.bkkp_sn ELSE i.bkkp_sn END) AS first_sn,
    MIN(LEAST(o.fee_ocur_time, i.fee_ocur_time)) AS related_at
  FROM examined AS o
  JOIN examined AS i
    ON i.psn_no = o.psn_no AND i.fixmedins_code = o.fixmedins_code AND i.svc_date = o.svc_date AND i.item = o.item
  WHERE i.is_ip AND NOT o.is_ip
    AND ABS(seconds_between(o.fee_ocur_time, i.fee_ocur_time)) < 3600 * param('apart_h', o.svc_date, o.admdvs)
  GROUP BY CASE WHEN o.fee_ocur_time <= i.fee_ocur_time THEN i.bkkp_sn ELSE o.bkkp_sn END
)
SELECT
  f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.svc_date, f.item, f.item_name, f.cnt, f.pric, f.gross,
  f.amt, d.first_sn AS related_id, f.fee_ocur_time AS related_at, 'a' AS branch, '同一时刻、同一医嘱重复记账' AS how
FROM twin AS f
JOIN doubled AS d
  ON d.mdtrt_id = f.mdtrt_id AND d.item = f.item AND d.fee_ocur_time = f.fee_ocur_time AND d.pric = f.pric AND d.cnt = f.cnt
  AND COALESCE(d.rx_no, '') = COALESCE(f.rx_no, '')
WHERE f.bkkp_sn <> d.first_sn
UNION ALL
SELECT
  e.bkkp_sn, e.mdtrt_id, e.setl_id, e.psn_no, e.fixmedins_code, e.svc_date, e.item, e.item_name, e.cnt, e.pric, e.gross,
  e.amt, c.first_sn AS related_id, c.related_at, 'b' AS branch, '同日门诊、住院各收一次' AS how
FROM crossed AS c
JOIN examined AS e ON e.bkkp_sn = c.bkkp_sn
