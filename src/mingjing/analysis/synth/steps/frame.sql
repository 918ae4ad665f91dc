-- The city before anybody falls ill: draws, catalogue, places, institutions, care patterns.
-- Variables: seed, start (DATE), days, persons, density, data (folder of the CSV files).

-- All randomness is a hash of (key, purpose, seed): the same seed gives the same city, in any order and in
-- any number of threads. u is uniform in [0, 1); d a whole number in 0..n-1.
CREATE MACRO u(k, purpose) AS (hash(k, purpose, getvariable('seed')) >> 11)::DOUBLE / 9007199254740992.0;
CREATE MACRO d(k, purpose, n) AS (hash(k, purpose, getvariable('seed')) % n::UBIGINT)::BIGINT;
CREATE MACRO season_of(day) AS CASE WHEN month(day) IN (11, 12, 1, 2) THEN 'winter'
    WHEN month(day) <= 5 THEN 'spring' WHEN month(day) <= 8 THEN 'summer' ELSE 'autumn' END;
CREATE MACRO at_minute(day, minute) AS day::TIMESTAMP + to_minutes(minute::BIGINT);
CREATE MACRO doctor(inst_no, dept, k) AS
    'D' || lpad(inst_no::VARCHAR, 6, '0') || substr(dept, 2, 2) || lpad((k + 1)::VARCHAR, 2, '0');
CREATE MACRO technician(inst_no, dept, k) AS 'T' || substr(doctor(inst_no, dept, k), 2);
CREATE MACRO pharmacist(inst_no, k) AS 'P' || lpad(inst_no::VARCHAR, 6, '0') || lpad((k + 1)::VARCHAR, 4, '0');
CREATE MACRO psn_no_of(idx) AS '42120000' || lpad(idx::VARCHAR, 12, '0');
-- Shaped like an identity number (birthday, sex, check character) but of a division that does not exist.
CREATE MACRO certno_body(idx, brdy, gend) AS '9' || lpad((idx // 500)::VARCHAR, 5, '0') || strftime(brdy, '%Y%m%d')
    || lpad((idx % 500 * 2 + gend::INT % 2)::VARCHAR, 3, '0');
CREATE MACRO certno_of(idx, brdy, gend) AS certno_body(idx, brdy, gend) || substr('10X98765432',
    1 + list_sum(list_transform(
    [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], lambda w, i: w * substr(certno_body(idx, brdy, gend), i,
        1)::INT))::INT % 11, 1);
CREATE MACRO lot_of(k, item) AS 'P' || lpad(d(k, item, 10000000)::VARCHAR, 7, '0');
CREATE MACRO mdtrt_id_of(idx, seq) AS lpad(idx::VARCHAR, 8, '0') || lpad(seq::VARCHAR, 4, '0');

CREATE TABLE item AS
SELECT item, code, name, list_type, chrg, lv, price::DECIMAL(16, 2) AS price, spec, unit, days::INT AS days,
    coalesce(rx, '0') AS rx, gap::INT AS gap, left(list_type, 1) = '1' AS is_drug
FROM read_csv([getvariable('data') || '/items.csv', getvariable('data') || '/drugs.csv'], all_varchar = true);

-- Price ceilings of services by level of hospital; drugs and consumables cost the same everywhere.
CREATE TABLE item_price AS
SELECT item, grp, CASE WHEN list_type <> '201' THEN price
    ELSE greatest(0.10, round(price * CASE grp WHEN 3 THEN 1.0 WHEN 2 THEN 0.9 ELSE 0.8 END, 1)) END::DECIMAL(16,
        2) AS cap
FROM item CROSS JOIN (VALUES (1), (2), (3)) AS g(grp);

CREATE TABLE place AS
SELECT place::INT AS place, admdvs, name, share::DECIMAL(4, 2) AS share, urban::DOUBLE AS urban, lat::DOUBLE AS lat,
    lnt::DOUBLE AS lnt, sum(share::DECIMAL(4, 2)) OVER (ORDER BY place) - share::DECIMAL(4, 2) AS lo,
    sum(share::DECIMAL(4, 2)) OVER (ORDER BY place) AS hi
FROM read_csv(getvariable('data') || '/places.csv', all_varchar = true);

CREATE TABLE inst_kind AS
SELECT row_number() OVER (ORDER BY kind) AS kind_no, kind, label, type, hosp_lv::INT AS hosp_lv, medins_type, natu,
    chain, "where",
    per::INT AS per, least::INT AS least, beds::INT AS beds, doctors::INT AS doctors, nurses::INT AS nurses, hours,
        depts
FROM read_csv(getvariable('data') || '/institutions.csv', all_varchar = true);

CREATE TABLE inst AS
WITH sized AS (
    SELECT k.*, p.place, p.admdvs, p.name AS place_name, p.lat, p.lnt, greatest(k.least, floor(
        getvariable('persons') * getvariable('density') * p.share / greatest(k.per, 1) * CASE k."where" WHEN 'rural' THEN 1 - p.urban
            WHEN 'urban' THEN p.urban ELSE 1 END))::INT AS n
    FROM inst_kind AS k JOIN place AS p ON k."where" IN ('county', 'rural', 'urban') OR (k."where" = 'city'
        AND p.place = 0)
    UNION ALL
    SELECT k.*, -1, '420106', '江汉市', 30.55, 114.31, 1 FROM inst_kind AS k WHERE k."where" = 'outside'
), numbered AS (SELECT *, unnest(range(1, n + 1)) AS nth FROM sized)
SELECT row_number() OVER (ORDER BY kind_no, place, nth) AS inst_no, kind, nth, place, admdvs,
    CASE WHEN "where" = 'city' THEN '澜州市' ELSE place_name END
        || replace(label, '{n}', CASE WHEN "where" = 'city' THEN '一' ELSE '第' || nth END)
        || CASE WHEN n > 1 AND NOT contains(label, '{n}') AND nth > 1 THEN '（第' || nth || '院区）' ELSE '' END AS name,
    type, hosp_lv, medins_type, natu, CASE WHEN type = '2' THEN CASE WHEN nth % 2 = 0 THEN '2'
        ELSE '1' END END AS chain,
    beds, doctors, nurses, hours, coalesce(string_split(depts, '|'), []) AS depts,
    CASE WHEN hosp_lv <= 4 OR hosp_lv = 12 THEN 3 WHEN hosp_lv <= 7 OR hosp_lv = 13 THEN 2 ELSE 1 END AS grp,
    lat + (u(kind_no * 1000 + place * 100000 + nth, 'lat') - 0.5) * 0.06 AS lat,
    lnt + (u(kind_no * 1000 + place * 100000 + nth, 'lnt') - 0.5) * 0.06 AS lnt
FROM numbered;
ALTER TABLE inst ADD COLUMN fixmedins_code VARCHAR;
UPDATE inst SET fixmedins_code = CASE type WHEN '2' THEN 'P' ELSE 'H' END || admdvs || lpad(inst_no::VARCHAR, 5, '0');

-- Where somebody of a place ends up who looks for a kind of institution: at home if there is one, else in the city.
CREATE TABLE reach AS
WITH wanted AS (
    SELECT DISTINCT kind AS wish, place.place, t.urban, CASE WHEN kind = 'village' AND t.urban THEN 'clinic'
        WHEN kind = 'township' AND t.urban THEN 'community' WHEN kind = 'community' AND NOT t.urban THEN 'township'
        ELSE kind END AS kind
    FROM inst CROSS JOIN place CROSS JOIN (VALUES (true), (false)) AS t(urban)
    WHERE kind <> 'provincial'
), found AS (
    SELECT w.wish, w.place, w.urban, i.inst_no, i.place = w.place AS home
    FROM wanted AS w JOIN inst AS i ON i.kind = w.kind AND (i.place = w.place OR i.place = 0)
), best AS (SELECT *, bool_or(home) OVER (PARTITION BY wish, place, urban) AS any_home FROM found)
SELECT wish, place, urban, inst_no, row_number() OVER (PARTITION BY wish, place, urban ORDER BY inst_no) - 1 AS k,
    count(*) OVER (PARTITION BY wish, place, urban) AS n
FROM best WHERE home OR NOT any_home;

CREATE TABLE care AS
SELECT row_number() OVER (ORDER BY care) AS care_no, care, scene, string_split(kinds, '|') AS kinds, sex,
    age_min::INT AS age_min,
    age_max::INT AS age_max, weight::DECIMAL(6, 2) AS weight, season, med_type, dise, dept, diag, diag_name, diag2,
        diag2_name,
    string_split(bundles, '|') AS bundles, nights_min::INT AS nights_min, nights_max::INT AS nights_max, oprn,
        oprn_name,
    anst, drg, drg_wt::DECIMAL(16, 4) AS drg_wt, ipt
FROM read_csv(getvariable('data') || '/care.csv', all_varchar = true);

-- One row per line that a pattern may bring; lo..hi is the interval its draw must fall into.
CREATE TABLE care_line AS
WITH raw AS (
    SELECT row_number() OVER (ORDER BY bundle, item, "when") AS ord, bundle, item, "when" AS moment, prob,
        cmin::INT AS cmin, cmax::INT AS cmax, lvl::INT AS lvl
    FROM (
        SELECT * FROM read_csv(getvariable('data') || '/care_items.csv', all_varchar = true)
        UNION ALL SELECT * FROM read_csv(getvariable('data') || '/variety.csv', all_varchar = true)
            WHERE getvariable('rich')
    )
), split AS (
    SELECT *, contains(prob, '-') AS shared,
        CASE WHEN contains(prob, '-') THEN string_split(prob, '-')[1]::DOUBLE ELSE 0 END AS lo,
        CASE WHEN contains(prob, '-') THEN string_split(prob, '-')[2]::DOUBLE ELSE prob::DOUBLE END AS hi FROM raw
), bundled AS (
    SELECT care, unnest(CASE WHEN list_contains(bundles, 'ip') THEN list_append(bundles, 'variety') ELSE bundles END) AS bundle
    FROM care
)
SELECT b.care, s.* FROM bundled AS b JOIN split AS s USING (bundle);

CREATE TABLE kind_slot AS
WITH parts AS (
    SELECT care, split_part(part, ':', 1) AS wish, split_part(part, ':', 2)::BIGINT AS w
    FROM (SELECT care, unnest(kinds) AS part FROM care)
), cum AS (
    SELECT *, sum(w) OVER (PARTITION BY care ORDER BY wish) AS hi, sum(w) OVER (PARTITION BY care) AS total FROM parts
)
SELECT c.care, s.slot, c.wish FROM cum AS c CROSS JOIN (SELECT unnest(range(20)) AS slot) AS s
WHERE (2 * s.slot + 1) * total < 40 * hi AND (2 * s.slot + 1) * total >= 40 * (hi - w);

-- Whole numbers only: sums of fractions depend on the order in which threads add them.
-- Which complaint a visit, a stay or a purchase is for, by sex, age and season: 400 equally likely slots.
CREATE TABLE care_slot AS
WITH fit AS (
    SELECT c.scene, g.gend, a.age, s.season, c.care, c.care_no, (c.weight * 10 * CASE WHEN c.season IS NULL THEN 10
        WHEN c.season = s.season THEN 22 ELSE 6 END)::BIGINT AS w
    FROM care AS c CROSS JOIN (VALUES ('1'), ('2')) AS g(gend) CROSS JOIN (SELECT unnest(range(101))::INT AS age) AS a
        CROSS JOIN (VALUES ('winter'), ('spring'), ('summer'), ('autumn')) AS s(season)
    WHERE c.scene IN ('visit', 'stay', 'shop') AND c.weight > 0 AND a.age BETWEEN c.age_min AND c.age_max
        AND coalesce(c.sex, g.gend) = g.gend
), cum AS (
    SELECT *, sum(w) OVER (PARTITION BY scene, gend, age, season ORDER BY care_no) AS hi,
        sum(w) OVER (PARTITION BY scene, gend, age, season) AS total FROM fit
)
SELECT c.scene, c.gend, c.age, c.season, s.slot, c.care
FROM cum AS c, (SELECT unnest(range(400)) AS slot) AS s
WHERE (2 * s.slot + 1) * total < 800 * hi AND (2 * s.slot + 1) * total >= 800 * (hi - w);

-- Expected cost of a stay by pattern and level: the standard of its DRG group.
CREATE TABLE drg_std AS
SELECT drg, grp, round(sum(((hi - lo) * (cmin + cmax) / 2.0 * cap * CASE moment WHEN 'day' THEN n WHEN 'bed' THEN n
    WHEN 'alt' THEN n / 2 WHEN 'third' THEN n / 3 WHEN 'icu' THEN 3 WHEN 'post2' THEN 2 WHEN 'post3' THEN 3
    WHEN 'mid3' THEN 3 WHEN 'post5' THEN 5 ELSE 1 END)::DECIMAL(18, 4)), 2)::DECIMAL(16, 2) AS std
FROM care_line JOIN item_price USING (item)
    JOIN (SELECT care, drg, (nights_min + nights_max) / 2.0 AS n FROM care WHERE drg IS NOT NULL) USING (care)
WHERE lvl <= grp GROUP BY drg, grp;
