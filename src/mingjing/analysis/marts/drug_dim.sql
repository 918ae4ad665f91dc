/*---
mart: drug_dim
title: 药品成分、途径与重复用药组
grain: [item, kreg]
doc: >-
  Every drug code of the data at the regions where it occurs, with what drug_unit and drug_group say of it as they
  stand latest. Without a row of drug_unit the ingredient is the front of the code (10 characters of an X code, 11
  of a Z code, else the whole code) and the route follows the form in an X code (drug_form). unit_equal is the code
  without its maker: ingredient, form, strength and pack (18 characters of an X code, 15 of a Z code).
columns:
  item: {type: VARCHAR, zh: 国家编码（没有对照则为原编码）, needs: [fee_list_d.med_list_codg]}
  kreg: {type: BIGINT, zh: 知识地区类, needs: [fixmedins_b.fix_blng_admdvs]}
  ingredient: {type: VARCHAR, zh: 成分, needs: [fee_list_d.med_list_codg]}
  unit_equal: {type: VARCHAR, zh: 同通用名同剂型规格的键（X 码前 18 位，Z 码前 15 位）, needs: [fee_list_d.med_list_codg]}
  atc: {type: VARCHAR, zh: 化学亚组（X 码第 2 至 6 位）, needs: [fee_list_d.med_list_codg]}
  route: {type: VARCHAR, zh: 给药途径（oral、injection、topical、inhaled、other；空为不明）, needs: [fee_list_d.med_list_codg]}
  dup_group: {type: VARCHAR, zh: 重复用药组, needs: [fee_list_d.med_list_codg]}
  allow_combo: {type: BOOLEAN, zh: 同组合用有常规依据}
  carrier: {type: BOOLEAN, zh: 溶媒、载体}
  unit_strength: {type: 'DECIMAL(16,4)', zh: 每最小单位含量}
  ddd: {type: 'DECIMAL(16,4)', zh: 限定日剂量}
  pack_units: {type: 'DECIMAL(16,4)', zh: 每包装最小单位数}
  max_daily: {type: 'DECIMAL(16,4)', zh: 说明书每日最大剂量}
  weight_based: {type: BOOLEAN, zh: 按体重、体表面积给药}
  abx_grade: {type: BIGINT, zh: 抗菌药物分级}
  unit_ref: {type: VARCHAR, zh: 含量、剂量、分级依据的知识行}
cases: []
---*/
WITH drug AS (
  SELECT DISTINCT item, kreg FROM item_dim WHERE kind = 'drug' OR kind IS NULL
), unit AS (
  SELECT
    item_code, kreg, ingredient, route, unit_strength, ddd, pack_units, max_daily, weight_based, abx_grade, kp_ref,
    ROW_NUMBER() OVER (PARTITION BY item_code, kreg ORDER BY k_from DESC) AS nth
  FROM drug_unit
), grouped AS (
  SELECT
    item_code, kreg, dup_group, allow_combo, carrier,
    ROW_NUMBER() OVER (PARTITION BY item_code, kreg ORDER BY k_from DESC) AS nth
  FROM drug_group
)
SELECT
  d.item,
  d.kreg,
  COALESCE(
    u.ingredient,
    CASE WHEN starts_with(d.item, 'X') THEN LEFT(d.item, 10) WHEN starts_with(d.item, 'Z') THEN LEFT(d.item, 11) ELSE d.item END
  ) AS ingredient,
  CASE WHEN starts_with(d.item, 'X') THEN LEFT(d.item, 18) WHEN starts_with(d.item, 'Z') THEN LEFT(d.item, 15) ELSE d.item END AS unit_equal,
  CASE WHEN starts_with(d.item, 'X') THEN SUBSTR(d.item, 2, 5) END AS atc,
  COALESCE(u.route, f.route) AS route,
  g.dup_group,
  COALESCE(g.allow_combo = 1, FALSE) AS allow_combo,
  COALESCE(g.carrier = 1, FALSE) AS carrier,
  u.unit_strength,
  u.ddd,
  u.pack_units,
  u.max_daily,
  COALESCE(u.weight_based = 1, FALSE) AS weight_based,
  u.abx_grade,
  u.kp_ref AS unit_ref
FROM drug AS d
LEFT JOIN unit AS u ON u.item_code = d.item AND u.kreg = d.kreg AND u.nth = 1
LEFT JOIN grouped AS g ON g.item_code = d.item AND g.kreg = d.kreg AND g.nth = 1
LEFT JOIN drug_form AS f ON f.form = CASE WHEN starts_with(d.item, 'X') THEN SUBSTR(d.item, 11, 1) END
