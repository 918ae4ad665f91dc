-- What the registers say about persons, with the turns that schemes need (fate).
UPDATE psn_info_b SET die_date = coalesce(f.die_date, psn_info_b.die_date),
    paus_insu_date = coalesce(f.paus_insu_date, psn_info_b.paus_insu_date),
    psn_insu_date = coalesce(f.psn_insu_date, psn_info_b.psn_insu_date), psn_insu_stas = coalesce(f.psn_insu_stas,
        psn_info_b.psn_insu_stas), insu_admdvs = coalesce(f.insu_admdvs, psn_info_b.insu_admdvs),
    addr = coalesce(f.addr, psn_info_b.addr)
FROM (SELECT psn_no_of(idx) AS psn_no, * EXCLUDE idx FROM fate) AS f WHERE psn_info_b.psn_no = f.psn_no;
UPDATE person SET alive_to = least(person.alive_to, coalesce(f.die_date - 1, DATE '9999-12-31'),
    coalesce(f.paus_insu_date, DATE '9999-12-31')), insu_admdvs = coalesce(f.insu_admdvs, person.insu_admdvs)
FROM fate AS f WHERE person.idx = f.idx;

CREATE OR REPLACE TABLE ext_death_d AS
SELECT psn_no, die_date, '民政死亡登记' AS source FROM psn_info_b WHERE die_date IS NOT NULL;

CREATE OR REPLACE TABLE ext_custody_d AS
SELECT psn_no, getvariable('start') + 31 AS begndate,
    getvariable('start') + getvariable('days')::INT + 200 AS enddate, '公安羁押信息' AS source
FROM person WHERE jailed;
