-- When the persons of the block seek care, and for what: one row per encounter.
-- Reads person and blocked (psn idx, days kept free for what a scheme does there).
CREATE OR REPLACE TABLE episode AS
WITH half AS (SELECT unnest(range(greatest(1, getvariable('days') // 182))) AS part),
-- Ordinary stays: one in each half of a year of the person's own, far enough apart to be no readmission.
acute AS (
    SELECT p.idx, 10 + h.part AS seq, p.gend, p.brdy, 'stay' AS scene,
        getvariable('start') + ((d(p.idx, 'shift', getvariable('days')) + h.part * 182 + d(p.idx * 10 + h.part,
            'admitted', 110)) % getvariable('days'))::INT AS day
    FROM person AS p CROSS JOIN half AS h
    WHERE p.role IS NULL AND NOT p.delivers AND u(p.idx * 10 + h.part, 'ill') < 0.5 * least(1.0,
        getvariable('days') / 182.0) *
        CASE WHEN p.age < 6 THEN 0.24 WHEN p.age < 18 THEN 0.06 WHEN p.age < 40 THEN 0.07 WHEN p.age < 60 THEN 0.15
            WHEN p.age < 75 THEN 0.32 ELSE 0.5 END
), chosen AS (
    SELECT a.idx, a.seq, s.care, a.day FROM acute AS a JOIN care_slot AS s ON s.scene = a.scene AND s.gend = a.gend
        AND s.age = least(100, date_sub('year', a.brdy, a.day)) AND s.season = season_of(a.day)
        AND s.slot = d(a.idx * 10 + a.seq, 'illness', 400)
    WHERE a.day >= a.brdy + 40
    -- Nobody has the same operation twice.
    QUALIFY row_number() OVER (PARTITION BY a.idx, s.care ORDER BY a.seq) = 1
        OR s.care NOT IN (SELECT care FROM care WHERE oprn IS NOT NULL)
), special AS (
    SELECT idx, 40 + k AS seq, 'chemo' AS care, getvariable('start') + (10 + d(idx, 'first cycle',
        60) + k * 21)::INT AS day
    FROM (SELECT idx, unnest(range(4 + d(idx, 'cycles', 3))) AS k FROM person WHERE role = 'chemo')
    UNION ALL SELECT idx, 50, role, getvariable('start') + (5 + d(idx, 'long', 60))::INT FROM person
        WHERE role IN ('psychstay', 'rehab')
    UNION ALL SELECT idx, 30, CASE WHEN u(idx, 'section') < 0.4 THEN 'cesarean' ELSE 'birth' END, delivers_on - 1
        FROM person WHERE delivers AND delivers_on > getvariable('start') + 1
    UNION ALL SELECT idx, 31, 'newborn', brdy + 3 FROM person
        WHERE brdy > getvariable('start') AND u(idx, 'jaundice') < 0.3
)
SELECT e.idx, e.seq, e.care, e.day, c.nights_min + d(e.idx * 100 + e.seq, 'nights',
    c.nights_max - c.nights_min + 1) AS nights, c.scene
FROM (SELECT * FROM chosen UNION ALL SELECT * FROM special) AS e JOIN care AS c USING (care);

CREATE OR REPLACE TABLE walkin AS
WITH visits AS (
    SELECT idx, 'visit' AS scene, 1000 AS base, gend, brdy, unnest(range(floor(getvariable('days') / 365.0 *
        CASE WHEN age < 6 THEN 5
        WHEN age < 14 THEN 3 WHEN age < 40 THEN 1.6 WHEN age < 60 THEN 2.4 WHEN age < 75 THEN 3.4 ELSE 4 END
        + u(idx, 'visits') * 2 - 0.5)::INT)) AS k FROM person
    UNION ALL
    SELECT idx, 'shop', 3000, gend, brdy, unnest(range(floor(getvariable('days') / 365.0 * 2.4 + u(idx,
        'shops') * 2 - 0.5)::INT))
    FROM person WHERE age >= 18
), dated AS (
    SELECT *, idx * 10000 + base + k AS key, getvariable('start') + d(idx * 10000 + base + k, 'day',
        getvariable('days'))::INT AS day FROM visits
), rested AS (
    SELECT idx, scene, base + k AS seq, gend, brdy, key, CASE WHEN isodow(day) = 7
        AND u(key, 'sunday') < 0.7 THEN day + 1 ELSE day END AS day FROM dated
)
SELECT r.idx, r.seq, s.care, r.day, 4 AS prio FROM rested AS r JOIN care_slot AS s ON s.scene = r.scene
    AND s.gend = r.gend
    AND s.age = least(100, date_sub('year', r.brdy, r.day)) AND s.season = season_of(r.day) AND s.slot = d(r.key,
        'complaint', 400)
WHERE r.day >= r.brdy + 20
UNION ALL
-- Chronic patients collect their medicine once in every calendar month, always on the same day.
SELECT idx, 2000 + nth * 20 + m, care, (date_trunc('month',
    getvariable('start')) + to_months(m::INT))::DATE + d(idx * 100 + nth, 'refill day', 28)::INT, 2
FROM (
    SELECT p.idx, c.care, c.nth, unnest(range(getvariable('days') // 30)) AS m
    FROM person AS p JOIN (
        SELECT care, row_number() OVER (ORDER BY care) AS nth, age_min, age_max, sex, weight AS w,
            left(diag, 3) AS disease,
            sum(weight) OVER (PARTITION BY left(diag, 3) ORDER BY care_no) AS hi FROM care WHERE scene = 'refill'
    ) AS c ON p.age BETWEEN c.age_min AND c.age_max AND coalesce(c.sex, p.gend) = p.gend AND p.role IS NULL
    WHERE u(p.idx, c.disease) * 100 < c.hi * CASE WHEN p.age < 50 THEN 0.4 WHEN p.age < 65 THEN 1 ELSE 1.5 END
        AND u(p.idx, c.disease) * 100 >= (c.hi - c.w) * CASE WHEN p.age < 50 THEN 0.4 WHEN p.age < 65 THEN 1
            ELSE 1.5 END
)
UNION ALL
-- Dialysis: three times a week, Monday-Wednesday-Friday or Tuesday-Thursday-Saturday.
SELECT idx, 4000 + n, 'dialysis', day, 1 FROM (
    SELECT idx, n, getvariable('start') + n::INT AS day FROM (SELECT idx, unnest(range(getvariable('days'))) AS n
        FROM person WHERE role = 'dialysis')
) WHERE isodow(day) IN (1 + idx % 2, 3 + idx % 2, 5 + idx % 2)
UNION ALL
SELECT idx, 1900 + k, 'antenatal', delivers_on - 14 - 28 * k::INT, 3 FROM (
    SELECT idx, delivers_on, unnest(range(6)) AS k FROM person WHERE delivers) ;

-- Stays must lie within the person's life and outside what is blocked; a stay during which somebody dies ends there.
CREATE OR REPLACE TABLE stay_event AS
SELECT e.idx, e.seq, e.care, e.scene, e.day, least(e.nights, coalesce(p.die_date - e.day, 999)) AS nights,
    coalesce(p.die_date <= e.day + e.nights::INT, false) AS dies
FROM episode AS e JOIN person AS p USING (idx)
WHERE e.day BETWEEN p.alive_from AND p.alive_to - 1 AND coalesce(p.die_date - e.day, 999) >= 2
    AND (e.day + e.nights::INT <= p.alive_to OR p.die_date <= e.day + e.nights::INT)
    AND e.day + e.nights::INT < getvariable('start') + getvariable('days')::INT
    AND NOT EXISTS (SELECT 1 FROM blocked AS b WHERE b.idx = e.idx AND e.day <= b.till
        AND e.day + e.nights::INT >= b.since);

CREATE OR REPLACE TABLE visit_event AS
WITH possible AS (
    SELECT w.idx, w.seq, w.care, w.day, w.prio FROM walkin AS w JOIN person AS p USING (idx)
    WHERE w.day BETWEEN p.alive_from AND p.alive_to
        -- While pregnant a woman sees the midwife and takes nothing that harms the child.
        AND NOT coalesce(w.prio = 4 AND p.delivers AND w.day BETWEEN p.delivers_on - 280 AND p.delivers_on + 42, false)
        AND NOT EXISTS (SELECT 1 FROM blocked AS b WHERE b.idx = w.idx AND w.day BETWEEN b.since AND b.till)
        AND NOT EXISTS (SELECT 1 FROM stay_event AS s WHERE s.idx = w.idx AND w.day BETWEEN s.day
            AND s.day + s.nights::INT)
    -- One errand a day: nobody is in two places at once.
    QUALIFY row_number() OVER (PARTITION BY w.idx, w.day ORDER BY w.prio, w.seq) = 1
)
-- Nor does anybody come back with the same complaint before the week's medicine is used up.
SELECT idx, seq, care, day FROM possible
QUALIFY prio < 4 OR coalesce(day - lag(day) OVER (PARTITION BY idx, care ORDER BY day) > 7, true);
