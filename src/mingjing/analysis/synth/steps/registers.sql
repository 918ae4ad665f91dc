-- Registers of the whole city, written once: institutions, agreements, licences, staff, catalogue, ceilings.
CREATE OR REPLACE TABLE fixmedins_b AS
SELECT fixmedins_code, name AS fixmedins_name, type AS fixmedins_type, hosp_lv, medins_type, natu AS medins_natu,
    chain AS phac_chan_type,
    admdvs AS fix_blng_admdvs, '92' || substr(fixmedins_code, 2) || lpad((inst_no % 100000)::VARCHAR, 5, '0') AS uscc,
    substr('王李张刘陈杨黄赵吴周', 1 + d(inst_no, 'legal', 10)::INT, 1) || substr('建国志强海涛文斌立新', 1 + d(inst_no, 'legal2',
        9)::INT, 2) AS legrep_name,
    name || '路' || (1 + d(inst_no, 'no', 200)) || '号' AS addr, lnt, lat, nullif(beds, 0) AS aprv_bed_cnt,
        CASE WHEN type = '2' THEN 2 END AS phar_psncnt,
    2 AS hi_mgr_psncnt, '1' AS fix_onln_open_flag, substr('AAB', 1 + d(inst_no, 'credit', 3)::INT, 1) AS cred_lv,
        TIMESTAMP '2018-01-01 00:00:00' AS begntime, hours AS biz_hours
FROM inst;

-- Agreements run by the calendar year and are renewed without a gap.
CREATE OR REPLACE TABLE fixmedins_cntr_d AS
SELECT fixmedins_code, make_date(y, 1, 1) AS begndate, make_date(y, 12, 31) AS enddate, '1' AS cntr_stas
FROM inst CROSS JOIN (SELECT unnest(range(year(getvariable('start')),
    year(getvariable('start') + getvariable('days')::INT) + 1)) AS y)
WHERE inst_no NOT IN (SELECT inst_no FROM extra_inst WHERE own_contract);

CREATE OR REPLACE TABLE fixmedins_lic_d AS
SELECT fixmedins_code, CASE type WHEN '2' THEN '药品经营许可证' ELSE '医疗机构执业许可证' END AS lic_type,
    DATE '2022-01-01' AS begndate, DATE '2031-12-31' AS enddate, '1' AS lic_stas FROM inst;

CREATE OR REPLACE TABLE fixmedins_equ_d AS
SELECT i.fixmedins_code, q.equ AS equ_type, DATE '2019-06-01' AS begndate, q.model AS equ_model, 1 AS equ_cnt
FROM inst AS i JOIN (VALUES ('DR', 1, 'DR-6000'), ('CT', 2, '64排'), ('MR', 2, '1.5T'), ('血透机', 2, 'HD-20')) AS q(equ,
    lvl, model)
    ON i.grp >= q.lvl AND i.type = '1' AND i.beds > 0;

CREATE OR REPLACE TABLE staff_b AS
WITH posts AS (
    SELECT inst_no, fixmedins_code, unnest(depts) AS dept, doctors FROM inst WHERE type = '1'
), people AS (
    SELECT doctor(inst_no, dept, k) AS prac_psn_code, fixmedins_code, '1' AS prac_psn_type, dept AS dr_prac_scp_code,
        inst_no * 1000 + k AS key
    FROM (SELECT *, unnest(range(doctors)) AS k FROM posts)
    UNION ALL SELECT technician(inst_no, dept, k), fixmedins_code, '4', dept, inst_no * 1000 + 100 + k
        FROM (SELECT *, unnest(range(2)) AS k FROM posts WHERE dept IN ('A30', 'A32'))
    UNION ALL SELECT 'N' || lpad(inst_no::VARCHAR, 6, '0') || lpad(k::VARCHAR, 4, '0'), fixmedins_code, '2', NULL,
        inst_no * 1000 + 200 + k FROM (SELECT *, unnest(range(nurses)) AS k FROM inst WHERE type = '1')
    UNION ALL SELECT pharmacist(inst_no, k), fixmedins_code, '3', NULL, inst_no * 1000 + 900 + k FROM inst CROSS
        JOIN (VALUES (0), (1)) AS t(k)
)
SELECT prac_psn_code, fixmedins_code, substr('王李张刘陈杨黄赵吴周徐孙马朱胡', 1 + d(key, 'staff', 15)::INT, 1)
    || substr('伟芳敏静丽强磊军洋勇艳杰娟涛明超', 1 + d(key, 'staff2', 16)::INT, 1) AS prac_psn_name,
    prac_psn_type, dr_prac_scp_code, '1' AS hi_dr_flag, CASE WHEN prac_psn_type = '1' THEN 3 END AS abx_grade,
        TIMESTAMP '2019-01-01 00:00:00' AS begntime, '1' AS prac_stas
FROM people;

-- The catalogue with its last edition: what a code was called and paid before stays readable.
CREATE OR REPLACE TABLE hilist_b AS
SELECT code AS hilist_code, e.begndate, e.enddate, name AS hilist_name, list_type, lv AS chrgitm_lv,
    chrg AS med_chrgitm_type, '0' AS lmt_used_flag
FROM item CROSS JOIN (VALUES (DATE '2019-01-01', DATE '2020-12-31'), (DATE '2021-01-01', NULL)) AS e(begndate,
    enddate);

CREATE OR REPLACE TABLE hilist_lmtpric_d AS
SELECT i.code AS hilist_code, '0' || p.grp AS hilist_lmtpric_type, DATE '2021-01-01' AS begndate,
    p.cap AS hilist_pric_uplmt_amt
FROM item AS i JOIN item_price AS p USING (item) WHERE i.list_type = '201';
