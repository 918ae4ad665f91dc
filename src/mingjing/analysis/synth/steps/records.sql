-- The encounter's other papers: registration, diagnoses, operations, intensive care, ward checks, bills.
CREATE OR REPLACE TABLE mdtrt_d AS
SELECT e.mdtrt_id, e.psn_no, n.fixmedins_code, e.med_type, e.begntime, e.endtime, e.insutype, e.insu_admdvs,
    e.cert AS mdtrt_cert_type,
    CASE WHEN n.type = '1' THEN doctor(e.inst_no, e.dept, d(e.key, 'doctor', greatest(n.doctors, 1)))
        END AS chfpdr_code,
    CASE WHEN e.nights IS NOT NULL THEN e.dept END AS adm_dept_codg,
    CASE WHEN e.nights IS NOT NULL THEN e.dept END AS dscg_dept_codg,
    CASE WHEN e.nights IS NOT NULL THEN coalesce(e.bed, (1 + d(e.key, 'ward', 12)) || '-'
        || lpad((e.idx % 9973)::VARCHAR, 4, '0')) END AS adm_bed, -- nobody shares a bed unless a scheme says so
    e.diag AS dscg_maindiag_code, CASE WHEN e.diag = c.diag THEN c.diag_name END AS dscg_maindiag_name, e.dscg_way,
        e.ipt_type,
    CASE WHEN left(e.diag, 1) IN ('S', 'T') THEN '1' ELSE '0' END AS trum_flag, '0' AS rel_ttp_flag,
        e.days_rinp AS days_rinp_flag_31, e.dise_no,
    coalesce(e.tel, CASE WHEN n.type = '1' THEN '100' || lpad(e.idx::VARCHAR, 8, '0') END) AS tel,
        e.refl_old AS refl_old_mdtrt_id,
    CASE WHEN e.nights IS NOT NULL THEN CASE WHEN e.ipt_type = '2' THEN '1' WHEN e.ipt_type = '3' THEN '3'
        ELSE '2' END END AS adm_way,
    CASE WHEN e.nights IS NOT NULL THEN 'ZY' || e.mdtrt_id END AS medcasno
FROM enc AS e JOIN inst AS n USING (inst_no) LEFT JOIN care AS c USING (care) WHERE NOT e.cash;

CREATE OR REPLACE TABLE setl_list_diag_d AS
SELECT e.mdtrt_id, e.diag AS diag_code, 1 AS diag_srt_no,
    CASE WHEN e.diag = c.diag THEN c.diag_name END AS diag_name, '1' AS maindiag_flag, '1' AS diag_type,
    '2' AS inout_diag_type, '1' AS adm_cond_type
FROM enc AS e LEFT JOIN care AS c USING (care) WHERE e.diag IS NOT NULL AND NOT e.cash
UNION ALL
SELECT e.mdtrt_id, e.diag2, 2, CASE WHEN e.diag2 = c.diag2 THEN c.diag2_name END, '0', '1', '2', '1'
FROM enc AS e LEFT JOIN care AS c USING (care) WHERE e.diag2 IS NOT NULL AND NOT e.cash;

CREATE OR REPLACE TABLE setl_list_oprn_d AS
WITH operated AS (
    SELECT e.*, c.oprn, c.oprn_name, c.anst, n.depts, 60 + d(e.key, 'hours', 60) AS minutes,
        doctor(e.inst_no, e.dept, d(e.key, 'doctor', greatest(n.doctors, 1))) AS surgeon,
        -- A surgeon does one operation after the other; each block of persons has its own hours of the day.
        at_minute(e.begntime::DATE + e.op_day, 485 + d(e.key, 'knife', 20)
            + 135 * CASE WHEN getvariable('planting') THEN 5 ELSE getvariable('lo') // 30000 % 5 END
            + 135 * (row_number() OVER (PARTITION BY surgeon, e.begntime::DATE + e.op_day ORDER BY e.key) - 1)) AS cut,
        doctor(e.inst_no, 'A26', d(e.key, 'sleep', n.doctors)) AS anaesthetist
    FROM enc AS e JOIN care AS c USING (care) JOIN inst AS n USING (inst_no) WHERE c.oprn IS NOT NULL
        AND e.nights IS NOT NULL
)
SELECT mdtrt_id, oprn AS oprn_oprt_code, oprn_name AS oprn_oprt_name, '1' AS main_oprn_flag,
    cut AS oprn_oprt_begntime, cut + to_minutes(minutes) AS oprn_oprt_endtime,
    surgeon AS oper_dr_code,
    CASE WHEN anst IN ('1', '2') AND list_contains(depts, 'A26') THEN anaesthetist END AS anst_dr_code,
    anst AS anst_mtd_code,
    cut - INTERVAL 25 MINUTE AS anst_begntime, cut + to_minutes(minutes + 20) AS anst_endtime FROM operated
UNION ALL
-- What is done without an operating theatre has its code too, else the fee would stand alone.
SELECT mdtrt_id, oprn, oprn_name, main, done, done + INTERVAL 25 MINUTE, surgeon, NULL, NULL, NULL, NULL FROM (
    SELECT DISTINCT e.mdtrt_id, x.oprn, x.oprn_name, CASE WHEN c.oprn IS NULL THEN '1' ELSE '0' END AS main,
        at_minute(f.fee_ocur_time::DATE, 720 + d(e.key, 'done', 240)) AS done,
        doctor(e.inst_no, e.dept, d(e.key, 'doctor', greatest(n.doctors, 1))) AS surgeon
    FROM fee AS f JOIN (VALUES ('delivery', '73.5900', '其他手法助产'), ('angiography', '88.5500', '单根导管的冠状动脉造影术'))
        AS x(item, oprn, oprn_name) USING (item)
        JOIN enc AS e USING (key) JOIN inst AS n ON n.inst_no = e.inst_no LEFT JOIN care AS c USING (care)
    WHERE e.nights IS NOT NULL AND f.cnt > 0 AND NOT f.cash
);

CREATE OR REPLACE TABLE icuinfo_d AS
SELECT mdtrt_id, at_minute(begntime::DATE + icu_from, 0) AS scs_cutd_inpool_time,
    least(at_minute(begntime::DATE + icu_to, 0), endtime) AS scs_cutd_exit_time, '4' AS scs_cutd_ward_type
FROM enc WHERE icu_from IS NOT NULL;

CREATE OR REPLACE TABLE wardcheck_d AS
SELECT mdtrt_id, at_minute(begntime::DATE + 1, 600 + d(key, 'check', 300)) AS crtf_time, psn_no,
    CASE WHEN u(key, 'away') < 0.05 THEN '4' ELSE '1' END AS crtf_rslt,
    CASE WHEN u(key, 'away') < 0.05 THEN '1' END AS sp_dcla_rea
FROM enc WHERE nights >= 3 AND u(key, 'checked') < 0.15 AND NOT getvariable('planting');

-- Approved leave from psychiatric and rehabilitation wards.
CREATE OR REPLACE TABLE leave_d AS
SELECT mdtrt_id, at_minute(begntime::DATE + 10, 540) AS begntime, at_minute(begntime::DATE + 10, 1020) AS endtime,
    '1' AS appr_flag
FROM enc WHERE nights >= 20 AND u(key, 'leave') < 0.3 AND NOT getvariable('planting');

CREATE OR REPLACE TABLE ext_bill_d AS
SELECT invono, CASE WHEN init_setl_id IS NULL THEN '1' ELSE '2' END AS bill_stas, abs(medfee_sumamt) AS bill_amt,
    setl_time::DATE AS bill_date, psn_no AS payer_psn_no
FROM setl_d WHERE invono IS NOT NULL AND NOT getvariable('planting');

-- Every sale of a pharmacy, insured or in cash, as its till recorded it.
CREATE OR REPLACE TABLE selinfo_d AS
SELECT 'X' || f.bkkp_sn AS sel_sn, f.fixmedins_code, f.med_list_codg, f.cnt AS sel_retn_cnt,
    f.fee_ocur_time AS sel_retn_time, f.pric AS finl_trns_pric,
    CASE WHEN NOT f.cash THEN f.setl_id END AS setl_id, CASE WHEN NOT f.cash THEN f.psn_no END AS psn_no,
        f.rx AS rx_flag,
    CASE WHEN f.rx = '1' THEN f.rx_drord_no END AS rxno,
        CASE WHEN f.rx = '1' THEN f.fee_ocur_time - to_minutes(3 + d(f.key, 'rx', 25)) END AS rx_time,
    CASE WHEN f.rx = '1' THEN doctor(h.inst_no, 'A03', d(f.key, 'prescriber', 4)) END AS prsc_dr_code,
    CASE WHEN f.rx = '1' THEN pharmacist(f.inst_no, d(f.key, 'pharmacist', 2)) END AS phar_code,
    CASE WHEN f.cash THEN '0' ELSE '1' END AS hi_feesetl_type,
    -- A shop sells the lot that it bought; what came in by the back door bears one that was bought elsewhere.
    lot_of(CASE WHEN f.key * 100000 + f.line_no IN (SELECT key * 100000 + line_no FROM unsupplied) THEN f.key
        ELSE f.inst_no END, f.item) AS manu_lotnum
FROM fee AS f JOIN inst AS n USING (inst_no)
    JOIN reach AS h ON h.wish = 'township' AND NOT h.urban AND h.place = n.place AND h.k = d(f.key, 'surgery', h.n)
WHERE n.type = '2' AND f.key * 100000 + f.line_no NOT IN (SELECT key * 100000 + line_no FROM unsold);
INSERT INTO selinfo_d BY NAME SELECT * FROM extra_sale WHERE getvariable('planting');

-- One trace code for every box dispensed, in the ward from 2026 on, when every drug must be scanned; the return of a
-- box repeats its code.
CREATE OR REPLACE TABLE drugtrac_d AS
SELECT 'Z' || f.bkkp_sn || '-' || k.k AS trac_sn,
    coalesce(t.code, lpad((8000000 + d(0, f.item, 1999999))::VARCHAR, 7, '0')
        || CASE WHEN f.stays THEN lpad(d(f.key * 100000 + f.line_no, 'trace', 1000000000000)::VARCHAR, 12, '0')
            ELSE lpad((coalesce(t.box_key, f.key) % 100000000000)::VARCHAR, 11, '0')
                || coalesce(t.box_line, f.line_no) % 10 END) || k.k AS drug_trac_codg,
    f.fixmedins_code, f.med_list_codg, f.bkkp_sn, f.setl_id, f.psn_no, f.fee_ocur_time AS sel_retn_time,
        coalesce(t.trdn, '0') AS trdn_flag, CASE WHEN f.cnt < 0 THEN -1 ELSE 1 END AS sel_retn_cnt,
        coalesce(t.hery, '1') AS trac_codg_pac_hery
FROM fee AS f JOIN (VALUES (1), (2), (3)) AS k(k) ON k.k <= abs(f.cnt) LEFT JOIN extra_code AS t ON t.key = f.key
    AND t.line_no = f.line_no
WHERE f.is_drug AND f.list_type = '101' AND (NOT f.stays OR f.fee_ocur_time >= TIMESTAMP '2026-01-01') AND NOT f.cash
    AND f.cnt_unt IN ('盒', '瓶', '支', '包');
