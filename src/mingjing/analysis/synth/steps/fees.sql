-- Lines become fee_list_d with money: amount = price x count = in scope + own + over the limit + paid first.
-- Stage 1 is the settlement, 2 its reversal, 3 the settlement made again.
CREATE OR REPLACE TABLE stage AS
SELECT e.key, s.n AS stage, e.mdtrt_id || s.n AS setl_id,
    CASE s.n WHEN 1 THEN e.pays_at
        WHEN 2 THEN e.pays_at + to_minutes(CASE e.undo WHEN 'return' THEN 1500 + d(e.key, 'back', 4000)
            WHEN 'swipe' THEN 4 + d(e.key, 'back', 5) ELSE 6 + d(e.key, 'back', 10) END)
        ELSE e.pays_at + to_minutes(16 + d(e.key, 'back', 10)) END AS setl_time
FROM enc AS e JOIN (VALUES (1), (2), (3)) AS s(n)
    ON s.n = 1 OR (s.n = 2 AND e.undo IS NOT NULL) OR (s.n = 3 AND e.undo = 'resettle');

-- What all lines of an encounter share.
CREATE OR REPLACE TABLE desk AS
SELECT e.key, s.stage, s.setl_id, s.setl_time, e.mdtrt_id, e.psn_no, e.inst_no, e.grp, e.dept, e.cash,
    e.nights IS NOT NULL AS stays,
    n.fixmedins_code, n.type = '2' AS shop, n.natu = '2' AS private,
    CASE WHEN n.type = '1' THEN doctor(e.inst_no, e.dept, d(e.key, 'doctor', greatest(n.doctors, 1))) END AS doctor,
    CASE WHEN list_contains(n.depts, 'A30') THEN 'A30' ELSE e.dept END AS lab, CASE WHEN list_contains(n.depts,
        'A32') THEN 'A32' ELSE e.dept END AS scan,
    CASE WHEN list_contains(n.depts, 'A30') THEN technician(e.inst_no, 'A30', d(e.key, 'tech', 2)) END AS lab_tech,
    CASE WHEN list_contains(n.depts, 'A32') THEN technician(e.inst_no, 'A32', d(e.key, 'tech', 2)) END AS scan_tech
FROM enc AS e JOIN stage AS s USING (key) JOIN inst AS n USING (inst_no);

CREATE OR REPLACE TABLE fee AS
WITH priced AS (
    SELECT k.*, l.line_no, l.item, l.of_line, l.take, l.ts, l.doctor AS signed, i.code, i.list_type, i.chrg, i.spec,
        i.unit, i.rx, i.is_drug, i.days,
        coalesce(l.name, i.name) AS item_name, coalesce(l.lv, i.lv) AS lv, CASE WHEN k.stage = 2 THEN -l.cnt
            ELSE l.cnt END AS q,
        CASE WHEN i.list_type = '201' THEN p.cap WHEN i.list_type = '301' AND p.cap > 5000 THEN 5000 END AS uplmt,
        coalesce(l.pric, CASE WHEN k.shop THEN round(p.cap * 1.15, 1)
            WHEN i.list_type = '201' AND k.private THEN greatest(0.1, floor(p.cap * 9.5) / 10)
                ELSE p.cap END)::DECIMAL(16, 6) AS price,
        CASE k.stage WHEN 1 THEN l.ts WHEN 2 THEN k.setl_time ELSE k.setl_time - INTERVAL 1 MINUTE END AS moment
    FROM line AS l JOIN desk AS k USING (key) JOIN item AS i USING (item) JOIN item_price AS p ON p.item = l.item
        AND p.grp = k.grp
), valued AS (
    SELECT *, round(price * q, 2)::DECIMAL(16, 2) AS amount,
        CASE WHEN list_type = '301' AND price > 5000 THEN round((price - 5000) * q, 2)
            ELSE 0 END::DECIMAL(16, 2) AS over,
        mdtrt_id || lpad(line_no::VARCHAR, 5, '0') AS sn
    FROM priced
), split AS (
    SELECT *, CASE WHEN lv = '03' THEN amount ELSE 0 END::DECIMAL(16, 2) AS own, CASE WHEN lv = '03' THEN 0
        ELSE over END::DECIMAL(16, 2) AS overlmt,
        CASE WHEN lv = '02' THEN round((amount - over) * 0.1, 2) ELSE 0 END::DECIMAL(16, 2) AS preself FROM valued
)
SELECT key, sn || CASE stage WHEN 1 THEN '' WHEN 2 THEN 'N' ELSE 'S' END AS bkkp_sn, mdtrt_id, setl_id, stage,
    psn_no, fixmedins_code, inst_no,
    moment AS fee_ocur_time, item, is_drug, rx, line_no, code AS med_list_codg, item_name AS medins_list_name,
        list_type, chrg AS med_chrgitm_type,
    lv AS chrgitm_lv, q AS cnt, price AS pric, amount AS det_item_fee_sumamt,
        amount - own - overlmt - preself AS inscp_amt,
    own AS fulamt_ownpay_amt, overlmt AS overlmt_selfpay, preself AS preselfpay_amt, uplmt AS pric_uplmt_amt,
    dept AS bilg_dept_codg, coalesce(signed, doctor) AS bilg_dr_code,
    CASE WHEN shop THEN NULL WHEN chrg = '04' THEN lab WHEN chrg = '03' THEN scan ELSE dept END AS acord_dept_codg,
    CASE WHEN shop THEN NULL WHEN chrg = '04' THEN lab_tech WHEN chrg = '03' THEN scan_tech WHEN chrg = '05' THEN signed END AS acord_dr_code,
    CASE WHEN is_drug AND (NOT shop OR rx = '1') THEN mdtrt_id || CASE list_type WHEN '102' THEN '-T'
        ELSE '-W' END END AS rx_drord_no,
    CASE WHEN list_type = '102' THEN '1' END AS tcmdrug_used_way, CASE WHEN list_type = '102' THEN 7 END AS tcm_doses,
    CASE WHEN list_type = '102' THEN 7 WHEN is_drug AND (NOT stays OR take) THEN days * abs(q) END AS prd_days,
    CASE WHEN take THEN '1' WHEN stays THEN '0' END AS dscg_tkdrug_flag,
    CASE WHEN stage = 2 THEN sn WHEN of_line IS NOT NULL THEN mdtrt_id || lpad(of_line::VARCHAR, 5, '0') || CASE stage
        WHEN 3 THEN 'S' ELSE '' END END AS init_feedetl_sn,
    spec, unit AS cnt_unt, '0' AS etip_flag, '0' AS rx_circ_flag,
    coalesce(uploaded, CASE WHEN stays THEN moment + INTERVAL 20 MINUTE ELSE moment END) AS crte_time, '1' AS vali_flag,
    cash, stays
FROM split LEFT JOIN late_line USING (key, line_no);
