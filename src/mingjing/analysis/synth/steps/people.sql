-- The persons of one block: idx in lo..hi-1, three of a household in a row (man, woman, child or grandparent).
-- Variables: lo, hi, start, days.
CREATE OR REPLACE TABLE person AS
WITH raw AS (
    SELECT i::BIGINT AS idx, i // 3 AS hh, (i % 3)::INT AS member, 20 + 66 * pow(u(i // 3, 'age'), 1.15) AS mother,
        u(i // 3, 'place') AS draw_place
    FROM range(getvariable('lo'), getvariable('hi')) AS r(i)
), aged AS (
    SELECT *, mother - 20 - 16 * u(hh, 'child') AS child FROM raw
), lived AS (
    SELECT *, CASE member WHEN 0 THEN mother + (u(hh, 'gap') - 0.3) * 6 WHEN 1 THEN mother
            ELSE CASE WHEN child > -(getvariable('days') - 60) / 365.25 THEN child
                ELSE least(96, mother + 21 + 8 * u(hh, 'elder')) END END AS age,
        CASE member WHEN 0 THEN '1' WHEN 1 THEN '2' ELSE CASE WHEN u(idx, 'sex') < 0.51 THEN '1'
            ELSE '2' END END AS gend,
        child BETWEEN -(getvariable('days') - 60) / 365.25 AND 0 AS expecting
    FROM aged
), placed AS (
    SELECT l.*, p.place, p.admdvs, p.name AS place_name, u(hh, 'urban') < p.urban AS urban,
        getvariable('start') - floor(age * 365.25)::INT AS brdy,
        getvariable('start') - floor(child * 365.25)::INT AS delivers_on
    FROM lived AS l JOIN place AS p ON draw_place >= p.lo AND draw_place < p.hi
), fated AS (
    SELECT *, CASE WHEN u(idx, 'dies') < CASE WHEN age > 75 THEN 0.05 WHEN age > 60 THEN 0.012
        WHEN age > 40 THEN 0.002 ELSE 0 END
            THEN getvariable('start') + d(idx, 'dies on', getvariable('days'))::INT END AS die_date,
        CASE WHEN age BETWEEN 20 AND 58 AND u(idx, 'pause') < 0.006
            THEN getvariable('start') + d(idx, 'pause on', getvariable('days'))::INT END AS paus_date,
        age >= 18 AND u(idx, 'employee') < CASE WHEN urban THEN 0.6 ELSE 0.14 END AS employee,
        age BETWEEN 20 AND 60 AND u(idx, 'custody') < 0.0008 AS jailed, u(idx, 'away') < 0.02 AS away,
        u(idx, 'role') AS role_draw
    FROM placed
)
SELECT idx, hh, member, psn_no_of(idx) AS psn_no, gend, brdy, age, place, admdvs, place_name, urban, die_date,
    paus_date, jailed,
    CASE WHEN employee THEN '310' ELSE '390' END AS insutype,
    CASE WHEN employee THEN CASE WHEN age >= CASE gend WHEN '1' THEN 60 ELSE 53 END THEN '12' ELSE '11' END
        WHEN age < 7 THEN '1402' WHEN age < 18 THEN '1403' WHEN age < 60 THEN '15' ELSE '16' END AS psn_type,
    CASE WHEN away THEN '430602' ELSE admdvs END AS insu_admdvs,
    member = 1 AND expecting AND paus_date IS NULL AS delivers, delivers_on,
    greatest(getvariable('start'), brdy) AS alive_from,
    least(getvariable('start') + getvariable('days')::INT - 1, coalesce(die_date - 1, DATE '9999-12-31'),
        coalesce(paus_date, DATE '9999-12-31'),
        CASE WHEN jailed THEN getvariable('start') + 30 ELSE DATE '9999-12-31' END) AS alive_to,
    CASE WHEN role_draw < 0.0014 AND age BETWEEN 30 AND 80 THEN 'dialysis'
        WHEN role_draw BETWEEN 0.002 AND 0.005 AND age BETWEEN 42 AND 76 THEN 'chemo'
        WHEN role_draw BETWEEN 0.005 AND 0.0065 AND age BETWEEN 22 AND 70 THEN 'psychstay'
        WHEN role_draw BETWEEN 0.0065 AND 0.009 AND age BETWEEN 48 AND 84 THEN 'rehab' END AS role
FROM fated
WHERE brdy < getvariable('start') + getvariable('days')::INT - 30;

CREATE OR REPLACE TABLE psn_info_b AS
SELECT psn_no, gend, brdy,
    substr('王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余', 1 + d(hh * 2 + CASE member WHEN 1 THEN 1 ELSE 0 END,
        'surname', 40)::INT, 1)
        || substr('伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国文斌辉鹏飞雪梅', 1 + d(idx, 'given', 36)::INT, 1)
        || CASE WHEN u(idx, 'two') < 0.6 THEN substr('子宇浩轩佳欣怡晨思雨嘉梓涵俊博雅婷琪志远', 1 + d(idx, 'given2', 20)::INT, 1)
            ELSE '' END AS psn_name,
    certno_of(idx, brdy, gend) AS certno,
    '100' || lpad(CASE WHEN age < 16 THEN idx - 1 ELSE idx END::VARCHAR, 8, '0') AS tel,
    place_name || CASE WHEN urban THEN '滨河街道' || substr('东西南北中兴福安和顺', 1 + d(hh, 'quarter', 10)::INT, 1) || '苑社区'
        || (1 + d(hh, 'house', 60)) || '栋' || (1 + d(hh, 'flat', 30)) || '号'
        ELSE substr('柳林石桥龙潭白水', 1 + d(hh, 'town', 8)::INT, 1) || '溪镇' || substr('陈王李周吴郑何黄杨许', 1 + d(hh, 'village',
            10)::INT, 1)
        || '家' || substr('湾塘坪坳畈岭冲港', 1 + d(hh, 'village2', 8)::INT, 1) || '村' || (1 + d(hh, 'team', 12)) || '组'
            || (1 + d(hh, 'house', 60)) || '号' END AS addr,
    insutype, psn_type, insu_admdvs, CASE WHEN paus_date IS NULL THEN '1' ELSE '2' END AS psn_insu_stas,
    greatest(brdy + 20, DATE '2010-01-01' + d(idx, 'enrolled', 4000)::INT) AS psn_insu_date,
        paus_date AS paus_insu_date, die_date,
    CASE WHEN insutype = '310' AND psn_type = '11' THEN place_name || substr('恒达宏远华盛永兴新源', 1 + d(hh, 'firm', 9)::INT,
        2)
        || substr('机械纺织建材商贸物流食品电子', 1 + 2 * d(hh, 'trade', 7)::INT, 2) || '有限公司' END AS emp_name
FROM person;
