-- Events become encounters: where, when to the minute, with which doctor, paid by what.
CREATE OR REPLACE TABLE enc AS
WITH happened AS (
    SELECT idx, seq, care, day, nights, dies FROM stay_event
    UNION ALL SELECT idx, seq, care, day, NULL, false FROM visit_event
), housed AS (
    SELECT h.*, h.idx * 10000 + h.seq AS key, c.scene, c.med_type, c.dise, c.dept, c.diag, c.diag2, c.oprn, c.drg,
        c.drg_wt, c.ipt,
        list_contains(c.bundles, 'icu') AS icu, p.hh, p.place, p.urban, p.psn_no, p.insutype, p.insu_admdvs, p.age,
            k.wish
    FROM happened AS h JOIN care AS c USING (care) JOIN person AS p USING (idx)
        JOIN kind_slot AS k ON k.care = h.care AND k.slot = d(CASE WHEN c.scene IN ('visit', 'shop',
            'stay') THEN h.idx * 10000 + h.seq ELSE h.idx END, 'kind', 20)
), placed AS (
    SELECT h.*, r.inst_no FROM housed AS h JOIN (SELECT DISTINCT wish, place, urban, n FROM reach) AS m USING (wish,
        place, urban)
        JOIN reach AS r ON r.wish = h.wish AND r.place = h.place AND r.urban = h.urban AND r.k = d(h.hh, h.wish, m.n)
), timed AS (
    SELECT p.*, i.grp, i.depts, i.type, i.kind,
        CASE WHEN p.nights IS NOT NULL THEN at_minute(p.day, 480 + d(p.key, 'clock', 450))
            WHEN p.scene = 'shop' OR i.type = '2' THEN at_minute(p.day, 490 + d(p.key, 'clock', 740))
            WHEN p.scene = 'session' THEN at_minute(p.day, 440 + 300 * (p.idx // 2 % 2) + d(p.key, 'clock', 20))
            WHEN p.med_type = '13' THEN at_minute(p.day, d(p.key, 'clock', 1400))
            ELSE at_minute(p.day, 485 + d(p.key, 'clock', 540)) END + to_seconds(d(p.key, 'second', 60)) AS begntime
    FROM placed AS p JOIN inst AS i USING (inst_no)
)
SELECT key, idx, seq, mdtrt_id_of(idx, seq) AS mdtrt_id, psn_no, hh, care, inst_no, grp, begntime,
    CASE WHEN nights IS NULL THEN begntime + to_minutes(CASE WHEN type = '2' THEN 3 WHEN scene = 'session' THEN 250
        ELSE 35 END::BIGINT)
        ELSE at_minute(day + nights::INT, 570 + d(key, 'leaves', 110)) END AS endtime,
    nights::INT AS nights, med_type, dise AS dise_no,
    CASE WHEN type = '2' THEN NULL WHEN list_contains(depts, dept) THEN dept ELSE depts[1] END AS dept,
    diag, diag2, insutype, insu_admdvs,
    CASE WHEN u(key, 'cert') < 0.6 THEN '01' WHEN u(key, 'cert') < 0.85 THEN '03' ELSE '02' END AS cert,
    CASE WHEN insu_admdvs[:4] <> '4212' THEN '4' WHEN kind = 'city' AND scene = 'visit' AND care IN ('insomnia',
        'eczema') AND u(key, 'net') < 0.5
        THEN '5' ELSE '2' END AS pay_loc,
    CASE WHEN nights IS NULL THEN NULL ELSE ipt END AS ipt_type,
    CASE WHEN nights IS NULL THEN NULL WHEN dies THEN '5' WHEN u(key, 'against') < 0.02 THEN '4'
        ELSE '1' END AS dscg_way,
    CASE WHEN nights IS NULL THEN NULL WHEN care = 'chemo' THEN '2' ELSE '1' END AS days_rinp,
    CASE WHEN care IN ('birth', 'cesarean') THEN 1 WHEN nights IS NULL OR oprn IS NULL THEN NULL
        ELSE least(1 + d(key, 'op day', 2), nights - 1) END::INT AS op_day,
    CASE WHEN icu THEN 1 END AS icu_from, CASE WHEN icu THEN least(nights, 3 + d(key, 'icu', 4)) END::INT AS icu_to,
    CASE WHEN nights IS NOT NULL AND grp >= 2 AND drg IS NOT NULL THEN '40' WHEN care = 'psychstay' THEN '3'
        ELSE '1' END AS clr_way,
    CASE WHEN grp >= 2 THEN drg END AS drg, CASE WHEN grp >= 2 THEN drg_wt END AS drg_wt,
    scene = 'shop' AND insutype = '390' AS cash, false AS no_fund, NULL::VARCHAR AS invono, NULL::VARCHAR AS bed,
        NULL::VARCHAR AS tel,
    NULL::VARCHAR AS refl_old, NULL::INT AS quiet_from, NULL::INT AS quiet_to,
    begntime + to_minutes(CASE WHEN type = '2' THEN 2 WHEN scene = 'session' THEN 255 ELSE 25 + d(key, 'queue',
        25) END::BIGINT) AS pays_at,
    CASE WHEN nights IS NULL AND NOT (scene = 'shop' AND insutype = '390') THEN
        CASE WHEN u(key, 'undo') < 0.003 THEN 'resettle'
        WHEN u(key, 'undo') < 0.0045 AND scene = 'shop' THEN 'return' END END AS undo
FROM timed;
UPDATE enc SET pays_at = endtime + to_minutes(15 + d(key, 'desk', 60)) WHERE nights IS NOT NULL;
