-- Lines become fee_list_d with money: amount = price x count = in scope + own + over the limit + paid first.
-- Stage 1 is the settlement, 2 its reversal, 3 the settlement made again.
CREATE OR REPLACE TABLE stage AS
SELECT e.key, s.n AS stage, e.mdtrt_id || s.n AS setl_id,
    CASE s.n WHEN 1 THEN e.pays_at WHEN 2 THEN e.pays_at + to_minutes(CASE e.undo WHEN 'return' THEN 1500 + d(e.key, 'back', 4000) WHEN 'swipe' THEN 4 + d(e.key, 'back', 5) ELSE 6 + d(e.key, 'back', 10) END)
        ELSE e.pays_at + to_minutes(CASE e.undo WHEN 'return' THEN 1500 ELSE 12 + d(e.key, 'back', 10) + 4 END) END AS setl_time
FROM enc AS e JOIN (VALUES (1), (2), (3)) AS s(n) ON s.n = 1 OR (s.n = 2 AND e.undo IS NOT NULL) OR (s.n = 3 AND e.undo = 'resettle');

CREATE OR REPLACE TABLE fee AS
WITH priced AS (
    SELECT l.*, i.code, coalesce(l.name, i.name) AS item_name, i.list_type, i.chrg, coalesce(l.lv, i.lv) AS chrgitm_lv, i.spec, i.unit, i.rx, i.is_drug, i.days,
        CASE WHEN i.list_type = '201' THEN ip.cap WHEN i.list_type = '301' AND ip.cap > 5000 THEN 5000 END AS uplmt,
        coalesce(l.pric, CASE WHEN n.type = '2' THEN round(ip.cap * 1.15, 1) WHEN i.list_type = '201' AND n.natu = '2' THEN greatest(0.1, floor(ip.cap * 9.5) / 10) ELSE ip.cap END)::DECIMAL(16, 6) AS price
    FROM line AS l JOIN enc AS e USING (key) JOIN inst AS n USING (inst_no) JOIN item AS i USING (item) JOIN item_price AS ip ON ip.item = i.item AND ip.grp = n.grp
), staged AS (
    SELECT p.*, s.stage, s.setl_id, CASE WHEN s.stage = 2 THEN -p.cnt ELSE p.cnt END AS q,
        CASE s.stage WHEN 1 THEN p.ts WHEN 2 THEN s.setl_time ELSE s.setl_time - INTERVAL 1 MINUTE END AS at
    FROM priced AS p JOIN stage AS s USING (key)
), valued AS (
    SELECT *, round(price * q, 2)::DECIMAL(16, 2) AS amount, CASE WHEN list_type = '301' AND price > 5000 THEN round((price - 5000) * q, 2) ELSE 0 END::DECIMAL(16, 2) AS over FROM staged
), split AS (
    SELECT *, CASE WHEN chrgitm_lv = '03' THEN amount ELSE 0 END::DECIMAL(16, 2) AS own,
        CASE WHEN chrgitm_lv = '03' THEN 0 ELSE over END::DECIMAL(16, 2) AS overlmt,
        CASE WHEN chrgitm_lv = '02' THEN round((amount - over) * 0.1, 2) ELSE 0 END::DECIMAL(16, 2) AS preself
    FROM valued
)
SELECT s.key, e.mdtrt_id || lpad(s.line_no::VARCHAR, 5, '0') || CASE s.stage WHEN 1 THEN '' WHEN 2 THEN 'N' ELSE 'S' END AS bkkp_sn,
    e.mdtrt_id, s.setl_id, s.stage, e.psn_no, n.fixmedins_code, e.inst_no, s.at AS fee_ocur_time, s.item, s.is_drug, s.rx, s.line_no,
    s.code AS med_list_codg, s.item_name AS medins_list_name, s.list_type, s.chrg AS med_chrgitm_type, s.chrgitm_lv,
    s.q AS cnt, s.price AS pric, s.amount AS det_item_fee_sumamt, s.amount - s.own - s.overlmt - s.preself AS inscp_amt,
    s.own AS fulamt_ownpay_amt, s.overlmt AS overlmt_selfpay, s.preself AS preselfpay_amt, s.uplmt AS pric_uplmt_amt,
    e.dept AS bilg_dept_codg, coalesce(s.doctor, CASE WHEN n.type = '1' THEN doctor(e.inst_no, e.dept, d(e.key, 'doctor', greatest(n.doctors, 1))) END) AS bilg_dr_code,
    CASE WHEN n.type = '2' THEN NULL WHEN s.chrg = '04' AND list_contains(n.depts, 'A30') THEN 'A30' WHEN s.chrg = '03' AND list_contains(n.depts, 'A32') THEN 'A32' ELSE e.dept END AS acord_dept_codg,
    CASE WHEN n.type = '2' OR s.is_drug THEN NULL WHEN s.chrg = '04' AND list_contains(n.depts, 'A30') THEN technician(e.inst_no, 'A30', d(s.key, 'tech', 2))
        WHEN s.chrg = '03' AND list_contains(n.depts, 'A32') THEN technician(e.inst_no, 'A32', d(s.key, 'tech', 2)) END AS acord_dr_code,
    CASE WHEN s.is_drug AND (n.type = '1' OR s.rx = '1') THEN e.mdtrt_id || CASE s.list_type WHEN '102' THEN '-T' ELSE '-W' END END AS rx_drord_no,
    CASE WHEN s.list_type = '102' THEN '1' END AS tcmdrug_used_way, CASE WHEN s.list_type = '102' THEN 7 END AS tcm_doses,
    CASE WHEN s.list_type = '102' THEN 7 WHEN s.is_drug AND (e.nights IS NULL OR s.take) THEN s.days * abs(s.q) END AS prd_days,
    CASE WHEN s.take THEN '1' WHEN e.nights IS NOT NULL THEN '0' END AS dscg_tkdrug_flag,
    CASE WHEN s.stage = 2 THEN e.mdtrt_id || lpad(s.line_no::VARCHAR, 5, '0')
        WHEN s.of_line IS NOT NULL THEN e.mdtrt_id || lpad(s.of_line::VARCHAR, 5, '0') || CASE s.stage WHEN 3 THEN 'S' ELSE '' END END AS init_feedetl_sn,
    s.spec, s.unit AS cnt_unt, '0' AS etip_flag, '0' AS rx_circ_flag, s.at + to_minutes(CASE WHEN e.nights IS NULL THEN 0 ELSE 20 END::BIGINT) AS crte_time, '1' AS vali_flag, e.cash
FROM split AS s JOIN enc AS e USING (key) JOIN inst AS n USING (inst_no);
