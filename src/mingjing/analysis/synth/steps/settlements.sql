-- Settlements: sums of their lines; the parts of the fund add up; a reversal carries the same money with a minus.
CREATE OR REPLACE TABLE setl AS
WITH summed AS (
    SELECT setl_id, any_value(key) AS key, any_value(stage) AS stage, CASE WHEN any_value(stage) = 2 THEN -1
        ELSE 1 END AS sign,
        abs(sum(det_item_fee_sumamt)) AS medfee, abs(sum(inscp_amt)) AS inscp, abs(sum(fulamt_ownpay_amt)) AS own,
        abs(sum(overlmt_selfpay)) AS overlmt, abs(sum(preselfpay_amt)) AS preself
    FROM fee WHERE NOT cash GROUP BY setl_id
), known AS (
    SELECT s.*, e.mdtrt_id, e.psn_no, e.inst_no, e.idx, e.care, e.med_type, e.insutype, e.insu_admdvs, e.cert,
        e.pay_loc, e.nights, e.grp, e.clr_way, e.drg, e.drg_wt,
        e.undo, n.fixmedins_code, n.type, n.kind, e.insutype = '310' AS staff, u(e.idx, 'poor') < 0.03 AS poor,
            coalesce(e.no_fund, false) AS no_fund, e.invono
    FROM summed AS s JOIN enc AS e USING (key) JOIN inst AS n USING (inst_no)
), rated AS (
    SELECT *, CASE WHEN nights IS NULL OR med_type = '52' THEN 0 ELSE CASE grp WHEN 3 THEN 900 WHEN 2 THEN 500
        ELSE 200 END END AS dedc,
        CASE WHEN no_fund THEN 0
            WHEN nights IS NOT NULL THEN CASE grp WHEN 3 THEN 0.60 WHEN 2 THEN 0.72 ELSE 0.85 END +
                CASE WHEN staff THEN 0.15 - 0.03 * (3 - grp) ELSE 0 END
            WHEN left(med_type, 2) = '14' OR med_type = '9901' THEN CASE WHEN staff THEN 0.80 ELSE 0.65 END
            WHEN med_type = '41' THEN 0
            WHEN staff THEN 0.55 WHEN grp = 1 THEN 0.50 ELSE 0 END AS rate
    FROM known
), paid AS (
    SELECT *, greatest(0, round((inscp - dedc) * rate, 2))::DECIMAL(16, 2) AS hifp FROM rated
), helped AS (
    SELECT *, CASE WHEN NOT staff AND NOT no_fund AND nights IS NOT NULL
            THEN greatest(0, round((inscp - hifp - 14000) * 0.6, 2)) ELSE 0 END::DECIMAL(16, 2) AS hifmi,
        CASE WHEN staff AND NOT no_fund AND nights IS NOT NULL
            THEN greatest(0, round((inscp - hifp - 12000) * 0.8, 2)) ELSE 0 END::DECIMAL(16, 2) AS hifob
    FROM paid
), aided AS (
    SELECT *, CASE WHEN poor AND NOT no_fund AND nights IS NOT NULL
        THEN round((inscp - hifp - hifmi - hifob) * 0.5, 2) ELSE 0 END::DECIMAL(16, 2) AS maf
    FROM helped
), funded AS (SELECT *, (hifp + hifmi + hifob + maf)::DECIMAL(16, 2) AS fund FROM aided)
SELECT *, CASE WHEN staff AND nights IS NULL THEN CASE WHEN type = '2' OR u(key, 'account') < 0.8 THEN medfee - fund
    ELSE 0 END ELSE 0 END::DECIMAL(16, 2) AS acct
FROM funded;

CREATE OR REPLACE TABLE setl_d AS
SELECT s.setl_id, s.mdtrt_id, s.psn_no, s.fixmedins_code, g.setl_time, s.med_type, s.insutype, s.insu_admdvs,
    s.cert AS mdtrt_cert_type, s.pay_loc,
    '2' AS setl_type, s.clr_way, sign * medfee AS medfee_sumamt, sign * fund AS fund_pay_sumamt,
        sign * inscp AS inscp_amt, sign * own AS fulamt_ownpay_amt,
    sign * overlmt AS overlmt_selfpay, sign * preself AS preselfpay_amt, sign * hifp AS hifp_pay,
        sign * hifmi AS hifmi_pay, sign * hifob AS hifob_pay,
    sign * maf AS maf_pay, 0 AS cvlserv_pay, 0 AS othfund_pay, sign * acct AS acct_pay,
        sign * (medfee - fund - acct) AS cash_payamt, sign * (medfee - fund) AS psn_pay,
    CASE WHEN s.stage = 2 THEN '1' ELSE '0' END AS refd_setl_flag, CASE WHEN s.stage = 2 THEN s.mdtrt_id
        || '1' END AS init_setl_id,
    CASE WHEN s.nights IS NOT NULL THEN coalesce(s.invono, 'PJ' || s.setl_id) END AS invono,
    s.fixmedins_code || '-' || lpad((1 + d(s.key, 'till', CASE WHEN s.type = '2' OR s.kind IN ('village',
        'clinic') THEN 1 ELSE 4 END))::VARCHAR, 2, '0') AS terminal_no,
    CASE WHEN s.nights IS NOT NULL THEN sign * least(s.dedc, inscp) ELSE 0 END AS act_pay_dedc, '0' AS mid_setl_flag,
    CASE WHEN s.clr_way = '40' THEN s.drg END AS grp_code, CASE WHEN s.clr_way = '40' THEN s.drg_wt END AS grp_wt,
    -- A group that no pattern of care falls into by itself is worth what its weight says.
    CASE WHEN s.clr_way = '40' THEN coalesce(std.std, round(own.std * s.drg_wt / c.drg_wt, 2)) END AS grp_std_amt,
    '1' AS vali_flag
FROM setl AS s JOIN stage AS g USING (setl_id) LEFT JOIN drg_std AS std ON std.drg = s.drg AND std.grp = s.grp
    LEFT JOIN care AS c ON c.care = s.care LEFT JOIN drg_std AS own ON own.drg = c.drg AND own.grp = s.grp;
