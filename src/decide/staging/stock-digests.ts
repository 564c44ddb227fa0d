/**
 * SHA-1 (base64url) of the stock files of every release of GlideinWMS from 3.4 to 3.11.3, release candidates included, by
 * name. A file whose digest is not here was changed by somebody.
 */
export const stockDigests: Readonly<Record<string, string>> = {
  "advertise_failure.helper": `
    723mY-UCDq6sriF-5Ak8JBL_Opg IpZuxaZPi1EDf5suUysRjMxgyi8`,
  "cat_consts.sh": `
    7c7b6fdmOg2k6xpnjdWvPs-0y9o AsaCmU9IYwLWsTUpK_Ab2na-T2Q LnvVn7x0vGgu0cTx2zgWleRtbN8 NckGN5wuaYTVDW5JSJuJenOvdFc
    NvTDv1jBU_mNXYB8R2MvX-tqBD8 pk-rQ6oXIjhTde6p6IwOlH37Am8`,
  "check_blacklist.sh": `
    3ETQm6ZBPiXDqF_xqq1BOGKoEb4 81Qweah89_PAQ-7jKT7Gn_2Zglo IBJMl8nRYwLHZNVs-E2KlcIGNe4 JCY6edzK74fdEuE4gv8RaYEv6xM
    ocBDcErCvgLP2PWZxia-ptAywHM tYOZSm-t8BmlcBIdconMvmWxYrA`,
  "check_proxy.sh": `
    7Xzgt6SiHnTBFfJNxjLc_dtsAFQ 7w8DjzbbQL-q-5VL3c2S_rhjG4M EwbaQCHicrGXNlIcLLKD3WT07XA TitAutEc5oFeIgmrKfvsPVwAW68
    dbs-hgtpTgJQOTNfXyddAmbMwfw exjfwvMWbeavXzlFWZAUs3qSXoQ we_R_mF5Ja-jIuCArQjvctKopDA y5o-YPi11T3cNqH7HbQWmHks0NY
    zr2JYo6gtNJpoI2ypShSJTl_g24`,
  "check_wn_drainstate.sh": `
    ETmkG3gDVo0bJRBHCN3_1iQ-zCc GL6JAebSK5AbqiUTK6aytLr0EMY NPp8nn8jXXuRKvMCvTj06n57HY8 gWQliBET9vrRM9LKD7NUqjC3iFU
    xF_bLwxrQoDkTqd4Fds7OO-5R_g`,
  "collector_setup.sh": `
    -nPWTHBTtyOMIb6RQzoetcMmtd4 0dRTIsgFUFIO3mRa5m61eBzllPs 6kmNsWUlKdWmK0L8W1cB77sOTeY JWc3RXju6rqaT9ENf_7BVy72n18
    LVhilW1jMog1W7syk1wF_1Owv1o bdLPdptvzM60xn1HYtO5mvd3iow cEW_cuJR2FbaqeOv9UoXAkQB8Jk nAyXPdBXb-9f-7jWzlyrux4OC1A
    wEGIDc1MusNUiV94t0T3d-jTGkA wtA3GDd0Dc8TlW5lx3ZSpnrM1GY`,
  condor_chirp: `
    BY-lFq64rv243083S9UioJiUJ2U KjgRUNVfeW1Ko76ZkMhlRLOoens kYLivazkLFU6irNE-EAyBNkf7Ek tlbvTS-X1yl3rctEfCQF1AKixhQ`,
  condor_config: `
    6_odps_aTqRG01Dl71xnclAxPlU 9m1JXjv6lZUlMt6xYynlBNykt48 L_E9qqwSPSKqaDj4g6rd5aiPs6M O2v0a1W9_YDh9i212KJS1TeAakk
    RxVqRzKCWijny-oh_zjsB37lZ6k SyZeCriWSOx8RFUeDviQp4NVxx4 W-k4i01oDYm67I2AEhFmJ6He_i0 YOZ9S-SlKzF4P8N_MIcL9Pjn0vM
    zx8G9wpa53CGR7HVyrGVofaduEk`,
  "condor_config.check.include": `
    1gaPUTqFmfXZEynlCpjaXe1iPQ4 UOoB21vwNWAhc1yUR75JT99BEsw aNasoadthwDFKZsAK3jSEKMo9u4 rgWqyBHd58P8_tS2MKmrgpS5e3M`,
  "condor_config.dedicated_starter.include": `
    3y5uh8uVt8xWzlOIpwosx9VjbcM YHz71PaOsuO5Rw41FfJQv-WRTgE opDmH0GQPjpA2aZnSWSgNTcXSck q77DY4H8OmYhcYBhEXB8AlbOSS4`,
  "condor_config.monitor.include": `
    b3fInzQH5Au960pbuUsesG8HZic mSi0AnIOSs-UbruWh1CIsvR-ST8 y8JTrcim-jX4J20nzO3DSPnIjLw`,
  "condor_config.multi_schedd.include": `
    aZhXm6TOuqktNxAV_m-4n9zPcZU d4rlNLeVPDOabeUmYl8MdphNz_Y unh2_1X524nXZ3RWKWzZwKkRrYg`,
  "condor_platform_select.sh": `
    43P-2K6bRdGHHKphvmJbR-61Jgo 4tw0ygnVTttUp7xJt2EfSzruaJk Chx96x9LrMZQLM-FJ4oeFXstISk E7AM_UKxhvhJZDQaZEuLouL9ZdQ
    FrQ-pK9XdiZc_YU5xt0BFl2CYQ0 MQimJVKvHBQJf3MkBL5ZXXDD-vE NCNWtVbq7cOnXHUYQKceTrFxzHs VVnhYK7Wecsg_BJg_4TeLO0EC8s
    X4UEpPLXWcwq1gI0ZbZOckpX46Y Yr-QzrsRWeyipJ7jZ4FgOtKi50s j9hyyCaVZ0VmuyCm6dHGAwcgWfc k8TIF9VN-ArLM-nj-UI6dx_I0r0
    lwoszY2CikN5PD9jC67hgxCwpwQ nsoeSQowLvXA05WN9qP1RhnWK3Q umMhAx1JBOI6GGsi7t9YHIwjTyo yLHPbTH_xEzBCFFyON_QB0L8OGM`,
  "condor_startup.sh": `
    -qmJlvVsg2onMOS_3xXp4HD1rAI 0phuyKJo2wVNAf39XP6NJ6t4HpA 1RKcnN8UoM8shxOMRGqxj0FQ2ls 2sOYV5h9z_lWWJ7z_-UZWJoeNs0
    9AXy6uXFPWohKyCRu_Pd2S_qSz8 AOJ5GU2o_xA4JGTarVoMM0fcrG0 CQm-lm8x0SRdZwvNBv1bCGU5lN4 D9R2zvC45q0ps5QXVAEu_K1pxqw
    DAw8F6H8obyKSqIQke5u2ZVWI40 D_cJRiV9rgMiGWnwFMVe38Qbl6k F_xouut2Pq5pFdO56lrQEHOYprY I1mT8FScvbsepTDrmfL8xNNmNxk
    IO5ASlKG-M4y-eehe1w7OTxU4Ng Iwx9TkECs4iFRmK3eLQAAEZhnZU NNlxu-hALhY9a7-yge1YVHBbjt4 Nn4hBDvy3XwSAtuZFGvLV0w6GTM
    PCgHmoVtGGv4Ykjex0iBJc3zsYg QPxauInB7jeagTOTLRWgjfUR0T8 SUWtjeq4CgGxkJaAgqC76xQIr98 SednOmA5SINFZZC3TOZEONWbtcg
    TNryIFIJ2y5yL616dqeenMWEaY4 WyTbCTQCf2z_WwC71iJBwLrJYtk ZjRTzOPPd7y0nlTY8FY5kj15TgA aoW_lvilUCKQtVJK4TwUlJClcmE
    byyTQClEynrMs2duuorbUvsmcs8 d18Jz-HKcuGuOIzltY6pHmq7R0o d44hBPHuNTkXLHYIQE1itfRmf78 g4N79WWtAM_3MarlJ9NU8qvXCrU
    gVnc2RxsX_3iILHv4_y6wTCiUvE gwTZHcxcjjEa6_MsI9rP8jQh4iI h_k04hBFUI9mAm-6N_cdTkeCvNw k3wjUSWiJK-BeS0YBCfAsoW4Yug
    m0zKCpsQdFJMMBzD-XUWJy2wWRo pL7GDVs4XXWG-6MYABQIh2RRdOA tbeYkiSEHv9r-b5272AoxT0fabs udo8sZvEAwlN3t9h4kZIWp7OVeY
    yeQgk6HgCwHeIaoLNFpX8xQ8H7c`,
  "create_mapfile.sh": `
    22GfDHZKox3NKkqSDfQd7FmteW4 83jNrnhBI9CLbqaUfc5k5oAL8Mk 9h37C2E0g_I2Mr52LEQAdZst_CI BlAhLxSU_wAq3qyBNkNbAmuv23Y
    ChrlljLcBSLhO9l7AAWS_ben8nM cEyuPozzKOkjtzlQWj8qsOrpmk0 dn106spkG4RteIsWvFsrLcZ3rso kGA2-T0oPzRldJb0dLQjPWn2rrM
    si2JEEAGmLQiIh3O_981rLzT4OM`,
  "create_temp_mapfile.sh": `
    -JduGewaDzRx-oiJMBmh32wYIwg 1z1qviWWTJkQeEIOyb44rwBWCY0 J0IrM_IuvcNicGKdqE5wJ47T-Mc MtfilWikvUxcJ9EhSROuWIfgh5w
    NUQCjD5q2Jz-ouSZ9hMHHj9HL70 R-rT8Pa9nOzaYQHpqV399X82XAY bjmrb7WveSH8Le510SvSmLA9ABg`,
  "cvmfs_helper_funcs.sh": `
    DGhHrguOPBE8-o6hrSiAaubY424 TZJ4kvO6OCoBXtQe6MbBJGcSFoU X9Dc2UjdRwqdhTI2NpsESYZgzp0 hhrzMrrfBRlf-LR9r8etpfQVBvA
    l-hF0-Pfv-zqBnd2j-bPI3EARfU pnrQoOq_VFdkh5oYfijNAoaSe88 vjcp04cBQkvPO_rCAr89BXoeQRE`,
  "cvmfs_setup.sh": `
    1j74WaIrI-fGUZ1u4R_Vlz6X8RQ Ag-LLnzQLSOx37D4z1ol5H9WujY Ld1qu1ks4gfBuA9V87CONoa-BO4 NGl1od-W3h8ktluwbCWzhpHZuwo
    VHDj9AtRkHbDoSbT_igo7BK4oVk WAjV9xtB8kDLQGR_rb3wck3puvU g9RiyVdH1RQmlOLHioJZg8SXQD0 jC-aKadIkCT4mDNM13Z3pd5AnKg
    rDGIq8s3tzod0PfnRJ5pEHZuDP8 rwyIhrUWOWGMDCVuqvui0IDhHTI ywN8ID0qC_dkXOsEeq_731AyXdk`,
  "cvmfs_umount.sh": `
    2fEtXzBpdFI3LwK9lg6JMuIqi24 8Z4WwvR9VLD4gdvirpOddPpjCYs 8eLjw5UKJbGOgcsBdRzhlKgbZyE 9T4L3DP7miJ2jFgdYhvbrBVaVJg
    9meK3DKev-_rUs4PcXrCkTJiKgM gDkH1taATF_WFy3H3RUHZYPIjhU r7ix1C5LtTh1GiaDdxH4rmlxCbc yhAZVuRELSwxbBcj8wgNkm76sI0`,
  "cvmfsexec_platform_select.sh": `
    4uh8lJGlpTPEivwtKc8o4Se33Fo XQljn9XewVAJGFwH3Qm9YXMVMCw giVJPXBdI0J4RsAdOSxE5bA0WCc tO5fUjRYAa6aK_TZkOkUhrwcXC8
    vWMdCpQE4LE6fTE2kPh-wl3gOhE`,
  "default_singularity_wrapper.sh": `
    1g0l_YBBQOZHgoLm3w-eAM1AHEY 3GRMeEMqRzYo2qHrjHsXHE-6A84 7E3D-iQ4w_egv_hprfrbt2Mjo1c AiN-OJWDWqdN8DoVd3nYVl9Z8VU
    BBWSpllwKzfyRp1H9k4r7NWhaq8 CR5j5Ikg3SdyTMattWUzzcKBEuA FQoZnnKz8qsayWWWqR58g-Ucs8U GjNL90cJX-uOMBMOxFtdvYBArMo
    IeN9OaH82nr8khyUmFfm68JhlgY JB_WZwAjj9Sr2GTTgB5zXWTQAGA KeFMyHsjCdVJXBDoavFa6BCuN3s L5QygW8ZMnLCLhsNfphOX6_wIi0
    OV2oHidRS4D_uBXFLfgnil7_n0E U3RrmCerE2WRAKMbALR4c3PPIYM XNNn0ai4-G87wU90OhnrEdJHhp4 _urc7lJb0MKRRvQ0Um44Jzf_SjM
    a1xVJUoy00ChWXxaPxDf-bWH0oY bKO4oYPgoe2h7xrGWCexq5QYboU moSckffQCbZ_dsF5_c4-qLZyOr0 oX209E1kJzzTRQLxfmSqFrcadZo
    ps4ibar6rTLuhvBinfYv0Sf8jD8 vN91Brh4rVQxgzkdsnouOHOmbtI vQXaVivLSRawSVFzLnJHicJKquE`,
  "error_augment.sh": `
    FrGHKdhC0fXUoSnc8Z6faQ3eXtI HD3tqbAO8DvLB-z1IQg76N7lvsk I4B1sqpUHNQQd4iGSuGgiQoWRdA OkLift4VOmZX7P8Ls8lacDeg91A
    tKFSMwqh8NNvgnEam-cPc-LYqL8 ytXFNHc83oNpFZCMPXRFIjQ9_X8`,
  "error_gen.sh": `
    4jcgxeXBczTbiZ7y9TmybwH2_M4 Jf0qsMnpboPdfS4nqhGhPVuwyf4 N8o4SxQHIfeRcLsaJQoDFqyLhk0 fah4MwkhDpKK4S-NlxB_cfidtTY
    kMsgXkyEsGiLY00HRNzCZ9VwH1A wTHbDnWQwQrhCjE36xj0Nv8K_uo`,
  "gconfig.py": `
    9OFVK3uZWpSzZycd8UnhEgONAK8 E-mvJOFv-G-kcnPh3jcnwAsheQo aSLzJHgEVdR35cRZHMwMOre4kMY kUvOtSTvCQw0lEb1dX3ArMO72SQ
    nx61wEBcouvogtiMwHqrbJOKo1Y o3QTCEPs4HBjr0su8QgbAQSDF4s oGCGaEcI7gFpVu2SX26szFntHic`,
  "glexec_setup.sh": `
    3iSrcD5vATAJuLFxf82zkSWDHT0 WcEm6bESqlBhuNGA-k0dKTBjMUA ivgCaJKOS-fN60t74WnKK-W7QMw`,
  "glidein_cpus_setup.sh": `
    3g_JRxVadIsKDunC5E4ePC5nYy4 455K9UShS5kMaVkuOfQBaRBLrLM 5XsufAmkTdN50OyL0A1ic8vB9vY V2Qdtpp79dBFyBfFiYpwlExmgv4
    eNHYFGnP42yrbdPT65tYZzCqUqE mMJYup4L05qd_5MtYENNGGHGMW0 q6oc0I4SMHgR-vpRIgpabGfTrX8 tpyy5jsbo8IeJw-RAymdkGfr5IQ
    wwIgq8jJZTCRCtMnY7mGtpG04cI`,
  "glidein_lib.sh": `
    vIEXsVQz0iqthutV5Vnrl-Qi-O4 w0lOQpVU_o0DsStZB93SUg8nx7U`,
  "glidein_memory_setup.sh": `
    0kN-bBqplWhyl93LbBFdl_aimNY 6rsLWJ51lSiHvTjSpCxhTrsMUUA JOdubz0HrQXhHz_REQbetYhmCt8 KU0iTTwMILZhs7n4ZCnDVS_og4U
    b8QXssx-8L-tpNLVWQfZZxso0sI bELAALiwIceslJDrmR0NBVWh_EA k6NqeYvP9F9BHWu4ub4150DW3kE ur70tgYVXz7tAwFJIyjfkhw9rg0`,
  "glidein_sitewms_setup.sh": `
    6lUyae6bNYSFSiRVY0940gLO3gk MUnVeB_S4vMEOpn_ywg2BCMKITc T4U3bP6WJ1E77k3Q26zSTm30zH8 s24qC4pSh8YuHUxs0VlDcNj8QL8
    w6w55WUfFCXlg7kRDvNYWkjbZD4 yd_wb5Q_HUAALrqsNZzGDB3msQU`,
  "gwms-python": `
    8rG-Z0SYxwKd_ZVzdeOwBqtEsgk 9WJXIWtdXnMm7y7sQckjtN1cdL8 9Ztspdvngk3HBIMvtLZ5B7VaA_k DsWFH-8GiWgr4DesQ_60yPANa_A
    LWjkG6quEQa_t2DieN-mpyizaQM YXrCzmiolCt0IDo8p-EWO6mehRo rHLAFMV7wqkk5u4kSRf9zVNskJo`,
  "htchirp.tar.gz": `
    n0MWszUfFDLFjM0yb9TwlSJwJEo y6petsKzrfNuRYq1AJk-dRa_0kc`,
  "java_setup.sh": `
    FYTbXpuqhCxw2tDu6EFp88n0JoE IT4Q3PaoOeawWbSJqhTF6hZy6Ww LIvR2nWaSQ2O5wTG9h8EK8AZ9es Y2qqw_Uyj11rFDRRtYcEnrTXfjg
    n9O5N36RvHdvmki1X7upagKfv8g`,
  "mjf_setparams.sh": `
    -4KO6QjkSdVBs-OWf8CyESh4Wrw 5YoHN5XX2EBdWlwjvHg5gXPqAhk 6vi3A4S2k-2X-YekG3RCyT3trcQ`,
  "parse_starterlog.awk": `
    AGr5js9xlGJ3j_yij7sid5u_2iU RG45DpB-TmpBIiA3yJsuRmPSXNQ WEPzkHi1-1C36ml_1kmkflJ2Bo8 zN7GhgdDJ1ujHgiHPgplCaL_m3E`,
  "script_wrapper.sh": `
    3dQ2Co96Qf2wKw-_YD0XIiF0JHk 76n-15j4eHjxC_ZPHaHKEHArl7I Zmzz5xP9fyDTjUefBVhTo78JjUs _rtLcwEK5vNHwgvLavXXnnbYO1g
    eVNJdHhQev7QeyKRJ9F-bbwNQYI gqSIwJQZl12dntz7twAAnggT_qc jWWdLjjp7MOoGFHwVAnWDBfHpBM jYKRGApjanwnwgGyQK3j5WFhNow
    n8u6RV8pfLpBYcjUxMuMRmXmZ-w toWHjUas78spsTOzwFOsqnFX9ks ujWMeK699pLe_rAitr_0i_C-pME wv8pVE3darnIg_feOlefvqznczw`,
  "setup_network.sh": `
    -WjBdycUHTrwmL2DXHCj6Abl-Fo 1NjCYnX5Lf4C_fycedTzEdJ4J3Y 6dZzdc6ThCVtcm-GMF3ndxA-oJE FT_uc3cRAAoT9BvYFIxORg0QTaI
    QIDFBYMW5lmSKQuGQT6_TFTFtzg f43TP_GcV1B-nud4KHruUG49Vmc`,
  "setup_prejob.sh": `
    6nOjK_PyvWMzieYu1YuLekttLuE UL-iox0EI354DXz3-ez1xVVbgJM hucM9TXGZIRVZu2hv73SRmCkb_s rUNwug0dvGPfU-h3dkmna8b8tVo`,
  "setup_script.sh": `
    0Fa5zsWxzKkL1vZaCrcjX1BhThc 59QoNYxdT0ToETjoKeibPGxJAGg L4X-PhUtGHNQ9da0mv58gyEkZRw Y1-kUQRzX_PxtOP9xL_7e4DVnZk
    a6sQDBH1cBgY1zsiGw0pRkcMh2w`,
  "setup_x509.sh": `
    5wig5ZE-HLwim8HLo2R9Cs1cjzg 92tFgdF-2mYfepmMFYb3Mmhk-qs 98kaDGRSYg_Ovg1G-9wbx4Kkf1U Dmk4RBwaNo0j5gxzQju3DRn-YjQ
    E3oyn5Uhlv5bJqf1mTLT31FkZQ4 GHgBGZaJYAzN15Zo0sSvmfKuMQU Gqv1Y5YNPydBoBLPWEvu_YT6h3A HMvJtoHI8J9e22FdYv24go5492s
    HsgDharQvnQSm9Nhg0sTNg3yvEU I3BqyU4B0tHzjlfslOSBJsNo0Wo MLappUqNRm76A2-phoVBRDPLtcA NagDCbPLMAtXXU3u9ZuwIIheDBk
    TgIfu5crXubm3Uq8pJh68JIn-So VMp4nt3QtGbFRaKeyE6cBlANGiQ VyLq42Zt5thjKkxtCBZT7pg1QvM b5wKtr-AuhlWbCukzPFYbphJ-hA
    pi8LaA5gM5pTXpJI4teR2Taj5rY rXF1hiqms5EUzyPuozCqJ2AgP08 wpdLe9Q8iw-ZxzKaAaO0_OIq01M y_OyvBHZyjuCjBPQ8pnXrmHNrdI`,
  "singularity_lib.sh": `
    -YRsZxhyH2WozSdNhpYJ_M9PUrU 1Bzput9-c7ttVV6gTY1cXTSGzxY 2JkuOdxvSO86QE6ko9MJl6nBCqo 5FH9F52_DS5-YmkexkfY9TRWddE
    6AeoyXRiaOimH9fALwLycgkgm0s 7ipQpzOFsyMZtSmLBeS9xik-H8o 8FNsu8j1jLcvroQMGgX626dKDBs 8_S3mk9Dp4lCOL8tWGW9MLtAkVo
    8wu6vATWkmDdDSfU17Co7U4ZpcQ 9uZO-pHd7c4YPtZM6RhQw23COto BHfqNXrb0Rf5IOuje0DOmlWisWM BYQ2h8HicsMAvpD3XnGPE0mEOeA
    DRvQKIbpv_yaGw91zRTCyuAstPQ EZcQc5twkQXb2ZdytbIF-rodOvc Esp1Orrq3PLwM3jtlAkfv5kr-AE EtJ9GQmHZlSGgXbXzy6zjw1Rn44
    EwiYUSvNlcwiw6s7PjaBsxjNRow F0KTSAEhVgUDZcsJhjQdNDwwP7I J5j1I6KZPs8Nz7pwS4KNaApHDIw KymWfrrLHSCgKNP4F3bejocAl8U
    L5UEFKk8zNgp7-0MR_n43XXzovc Nhs7bA6NdsMNRB895TCYkwoWqFY Pc0sVQhjp0l7D8fj75DmwlGOqEE QL-QqvNT96fWjUhw15bfIx61E9Q
    QLYPMH6ngQ0DV-s0iFhBsaEpzfQ RdtMjg7Qt2h_Tp6BWkG30npkj5M UF8QaHPu97WxnrF6RJ6IwH1C4Bg YPCeEImSz5qdIAFpH-9Ew643K_Y
    _-yarOtHlmJ7kVtwl44BZo03Shw a7hZwBM-SYYlGrEWD6HT5U8mDa0 biGPzVui-ThtynaW-MiK0zUc03U c8vmbq5eV7xINQBcSd2O-6mQ15Q
    d1IODA_vvx3i0JZzLcAy_aVBK-o d443Wk1E0dl-Hx0BXG4csfSX5MI fkmlAlweiP6PgS_wUgz3k3dz25M h66SiBbbL4JWbzRMGSa5TqkrQ8U
    mWcbLzOyy-KbzKXu-W3pTDG6AP4 nhWI9unxUIV5UeGbXg68B0_OO8c pKU-Y7dmIl9cvdLKvpw1mGBCBTE pwqxhjlEweoEyo7M-Dl4bYuB57E
    qRPpeGThqngh3IrHaUpxUCrXoj0 qmEJbnUxvZojNSnFzcHTozGCxUA sUOi7f9zR2p1Jvw2qJw7EmGWKXg u9KRKF1ts490KWDM1E2TGjGkMN8
    uXQ4E0qgvHaYkf18z9pqTAnDdZM v9Xd4wLYFxyfH6DS8V3Yh_OWtkA xk5_XCxapp3ky3Gof1OSSIPhG0c`,
  "singularity_setup.sh": `
    0vjqMMp9daqAxI4XH3TctmBw1DE 1E1II9QCkz-kq_XNirgtTtxSGs4 2XSYyW6Io_LC-HQ9x0xm56ivDC0 5uZtjTkQu0JkezjDk1USXmpbzXQ
    6NH22EuolnBtQ65_AJ1nTCyHVjY ALs_T3vUJd2qqW4o0Zs_X0Y1PeQ AqoVCrtTQxKvTvL_rCg62MFmiSo IZtWRIntszMsBWn3Lcpx5srB7zk
    JLmsFq4YVRt82zoPZEpE0HfDwF8 WWjCJbdz2PZpc3QN2h4LtpyrtyQ YALO38SJXpnmZGuqqAtTblFmeO8 ZYuw9isjdiuhHAvnnLflzzygZ44
    ZdJIwqFJ5_5ktN7Jjcuo-F34WYQ bfhv8_1yt_IeONU8TEa-EJlP0yQ fCXS9vdsnW7qtxql2WMXkAvU1IU fsO-DxFHRpuSZdpU1IiZx52nIok
    iPQwZYpM0wnFg9p5sUv8XEK-Y7c ilnyomWZx0eDrZqKlq1PjxNZzGc pjAbulMjm1XNAXRgMLlrgyeUk2c rJv6wAA1dcd_ddZhR_qvAgXsOLA
    suQ_wue1cXdNSmHkad7rk8g_z68 uNEKxowirHdrI_Akg06GVZULbbw vBIzcGtUmHksPFmr4nhmMetAP0Y wEhn4DFuImogSXGDMrW4CqnDIoM
    zICybTEYW0DYTw5XKjLudCku7Qs`,
  "singularity_wrapper.sh": `
    BRWDID14Gy8yGWQWasdNfyWfXbI DKGQ8Hx2iSAmcVHCQiv5ngYhLzk Q_kxdVWuq9Nq2J81gb-sYYYop48 SMkdHizxU976WgfCXC_Kq_DIGxo
    aUQUK2E5DpEplPv8SBRDzA-4Pks nrr2by_XySMvOKvH7srxSIbMrr4 zFhpMKrsoYXGAqz8OnXDjdkEl6A`,
  "smart_partitionable.sh": `
    30v4fndDU77wOTBdb6LeMilJp_s 6809gDJbvCJnFPzigQXEVOvSiao DrJYRiicAylHBcH1tL2SAAIx4Ww Gfd6KjNTa_Bez82LnVGo5Mz2Czc
    I_Cg3A9N9JFWfxbap_kMYy9RhHY UAPjyvVZ1_Cv1J_wabQNMPoD04o lAm3b_hebNk6M4nMZXkOm4EJBy4 xBGgSnixWWYVo3SgCYRApOK6lTk`,
  "token_setup.sh": "kfD1F291Xijihz0egpcNV0Q3l0U",
  "validate_node.sh": `
    6L0f2EK9UIePPF4zYWUfRJfKAsQ Bkl5VrBIq7sE7EGhDbjDU-_CJ3w CpO7Hgg32bOyMKj639C8pjxYJM8 jhssWWiHF3basMgtM40aM_KdU6I
    p2hAC1vChJTuNJ698Yg8BLulxc8 wIo16D86uu5dy4ZNbYfAUhkiMqI`,
};
