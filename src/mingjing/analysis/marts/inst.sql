/*---
mart: inst
title: 定点机构
grain: [fixmedins_code]
doc: >-
  One institution of the register. hosp_group and city4 are null when the register does not say; inst_key is
  equal for two codes that are the same institution (equal code, or equal uscc).
columns:
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [fixmedins_b.fixmedins_code]}
  fixmedins_name: {type: VARCHAR, zh: 机构名称, needs: [fixmedins_b.fixmedins_name]}
  fixmedins_type: {type: VARCHAR, zh: 机构类型（1 医疗机构，2 零售药店）, needs: [fixmedins_b.fixmedins_type]}
  uscc: {type: VARCHAR, zh: 统一社会信用代码, needs: [fixmedins_b.uscc]}
  inst_key: {type: VARCHAR, zh: 同一机构的键（信用代码，没有则为机构编号）, needs: [fixmedins_b.fixmedins_code]}
  admdvs: {type: VARCHAR, zh: 归属医保区划, needs: [fixmedins_b.fix_blng_admdvs]}
  city4: {type: VARCHAR, zh: 归属地市（区划前 4 位）, needs: [fixmedins_b.fix_blng_admdvs]}
  kreg: {type: BIGINT, zh: 知识地区类, needs: [fixmedins_b.fix_blng_admdvs]}
  hosp_lv: {type: VARCHAR, zh: 医院等级, needs: [fixmedins_b.hosp_lv]}
  hosp_group: {type: BIGINT, zh: 等级组（3 三级，2 二级，1 一级及以下）, needs: [fixmedins_b.hosp_lv]}
  medins_type: {type: VARCHAR, zh: 医疗机构类别, needs: [fixmedins_b.medins_type]}
  medins_natu: {type: VARCHAR, zh: 机构性质（1 公立，2 民营）, needs: [fixmedins_b.medins_natu]}
  phac_chan_type: {type: VARCHAR, zh: 药店连锁类型（1 单体，2 连锁）, needs: [fixmedins_b.phac_chan_type]}
  prnt_rtal_phac_code: {type: VARCHAR, zh: 连锁总部编号, needs: [fixmedins_b.prnt_rtal_phac_code]}
  lnt: {type: DOUBLE, zh: 经度, needs: [fixmedins_b.lnt]}
  lat: {type: DOUBLE, zh: 纬度, needs: [fixmedins_b.lat]}
  aprv_bed_cnt: {type: BIGINT, zh: 批准床位数, needs: [fixmedins_b.aprv_bed_cnt]}
  biz_hours: {type: VARCHAR, zh: 营业时间, needs: [fixmedins_b.biz_hours]}
cases:
  - name: the level group follows the level, with or without leading zero, and stays unknown without one
    given:
      fixmedins_b:
        - {fixmedins_code: H1, hosp_lv: "04"}
        - {fixmedins_code: H2, hosp_lv: "12"}
        - {fixmedins_code: H3, hosp_lv: "7"}
        - {fixmedins_code: H4, hosp_lv: "13"}
        - {fixmedins_code: H5, hosp_lv: "11"}
        - {fixmedins_code: H6, hosp_lv: "14"}
        - {fixmedins_code: H7, hosp_lv: null}
    gives:
      - {fixmedins_code: H1, hosp_group: 3}
      - {fixmedins_code: H2, hosp_group: 3}
      - {fixmedins_code: H3, hosp_group: 2}
      - {fixmedins_code: H4, hosp_group: 2}
      - {fixmedins_code: H5, hosp_group: 1}
      - {fixmedins_code: H6, hosp_group: 1}
      - {fixmedins_code: H7, hosp_group: null}
  - name: two codes of one credit code are the same institution
    given:
      fixmedins_b:
        - {fixmedins_code: H1, uscc: U, fix_blng_admdvs: "510104"}
        - {fixmedins_code: H2, uscc: U, fix_blng_admdvs: "510104"}
        - {fixmedins_code: H3, fix_blng_admdvs: "510104"}
    gives:
      - {fixmedins_code: H1, inst_key: U, city4: "5101"}
      - {fixmedins_code: H2, inst_key: U}
      - {fixmedins_code: H3, inst_key: H3}
---*/
SELECT
  f.fixmedins_code,
  f.fixmedins_name,
  f.fixmedins_type,
  f.uscc,
  COALESCE(f.uscc, f.fixmedins_code) AS inst_key,
  f.fix_blng_admdvs AS admdvs,
  SUBSTR(f.fix_blng_admdvs, 1, 4) AS city4,
  COALESCE(r.kreg, 0) AS kreg,
  f.hosp_lv,
  CASE
    WHEN f.hosp_lv IN ('1', '2', '3', '4', '12', '01', '02', '03', '04') THEN 3
    WHEN f.hosp_lv IN ('5', '6', '7', '13', '05', '06', '07') THEN 2
    WHEN f.hosp_lv IN ('8', '9', '10', '11', '14', '08', '09') THEN 1
  END AS hosp_group,
  f.medins_type,
  f.medins_natu,
  f.phac_chan_type,
  f.prnt_rtal_phac_code,
  f.lnt,
  f.lat,
  f.aprv_bed_cnt,
  f.biz_hours
FROM fixmedins_b AS f
LEFT JOIN region_class AS r ON r.admdvs = f.fix_blng_admdvs
