/**
 * The first 72 bits of the SHA-1 (base64url) of the stock files of every release of GlideinWMS from 3.4 to 3.11.3, release candidates included, by
 * name. A file whose digest is not here was changed by somebody.
 */
export const stockDigests: Readonly<Record<string, string>> = {
  "advertise_failure.helper": `
    723mY-UCDq6s IpZuxaZPi1ED`,
  "cat_consts.sh": `
    7c7b6fdmOg2k AsaCmU9IYwLW LnvVn7x0vGgu NckGN5wuaYTV NvTDv1jBU_mN pk-rQ6oXIjhT`,
  "check_blacklist.sh": `
    3ETQm6ZBPiXD 81Qweah89_PA IBJMl8nRYwLH JCY6edzK74fd ocBDcErCvgLP tYOZSm-t8Bml`,
  "check_proxy.sh": `
    7Xzgt6SiHnTB 7w8DjzbbQL-q EwbaQCHicrGX TitAutEc5oFe dbs-hgtpTgJQ exjfwvMWbeav we_R_mF5Ja-j y5o-YPi11T3c
    zr2JYo6gtNJp`,
  "check_wn_drainstate.sh": `
    ETmkG3gDVo0b GL6JAebSK5Ab NPp8nn8jXXuR gWQliBET9vrR xF_bLwxrQoDk`,
  "collector_setup.sh": `
    -nPWTHBTtyOM 0dRTIsgFUFIO 6kmNsWUlKdWm JWc3RXju6rqa LVhilW1jMog1 bdLPdptvzM60 cEW_cuJR2Fba nAyXPdBXb-9f
    wEGIDc1MusNU wtA3GDd0Dc8T`,
  condor_chirp: `
    BY-lFq64rv24 KjgRUNVfeW1K kYLivazkLFU6 tlbvTS-X1yl3`,
  condor_config: `
    6_odps_aTqRG 9m1JXjv6lZUl L_E9qqwSPSKq O2v0a1W9_YDh
    RxVqRzKCWijn SyZeCriWSOx8 W-k4i01oDYm6 YOZ9S-SlKzF4
    zx8G9wpa53CG`,
  "condor_config.check.include": `
    1gaPUTqFmfXZ UOoB21vwNWAh aNasoadthwDF rgWqyBHd58P8`,
  "condor_config.dedicated_starter.include": `
    3y5uh8uVt8xW YHz71PaOsuO5 opDmH0GQPjpA q77DY4H8OmYh`,
  "condor_config.monitor.include": `
    b3fInzQH5Au9 mSi0AnIOSs-U y8JTrcim-jX4`,
  "condor_config.multi_schedd.include": `
    aZhXm6TOuqkt d4rlNLeVPDOa unh2_1X524nX`,
  "condor_platform_select.sh": `
    43P-2K6bRdGH 4tw0ygnVTttU Chx96x9LrMZQ E7AM_UKxhvhJ FrQ-pK9XdiZc MQimJVKvHBQJ NCNWtVbq7cOn VVnhYK7Wecsg
    X4UEpPLXWcwq Yr-QzrsRWeyi j9hyyCaVZ0Vm k8TIF9VN-ArL lwoszY2CikN5 nsoeSQowLvXA umMhAx1JBOI6 yLHPbTH_xEzB`,
  "condor_startup.sh": `
    -qmJlvVsg2on 0phuyKJo2wVN 1RKcnN8UoM8s 2sOYV5h9z_lW 9AXy6uXFPWoh AOJ5GU2o_xA4 CQm-lm8x0SRd D9R2zvC45q0p
    DAw8F6H8obyK D_cJRiV9rgMi F_xouut2Pq5p I1mT8FScvbse IO5ASlKG-M4y Iwx9TkECs4iF NNlxu-hALhY9 Nn4hBDvy3XwS
    PCgHmoVtGGv4 QPxauInB7jea SUWtjeq4CgGx SednOmA5SINF TNryIFIJ2y5y WyTbCTQCf2z_ ZjRTzOPPd7y0 aoW_lvilUCKQ
    byyTQClEynrM d18Jz-HKcuGu d44hBPHuNTkX g4N79WWtAM_3 gVnc2RxsX_3i gwTZHcxcjjEa h_k04hBFUI9m k3wjUSWiJK-B
    m0zKCpsQdFJM pL7GDVs4XXWG tbeYkiSEHv9r udo8sZvEAwlN yeQgk6HgCwHe`,
  "create_mapfile.sh": `
    22GfDHZKox3N 83jNrnhBI9CL 9h37C2E0g_I2 BlAhLxSU_wAq ChrlljLcBSLh cEyuPozzKOkj dn106spkG4Rt kGA2-T0oPzRl
    si2JEEAGmLQi`,
  "create_temp_mapfile.sh": `
    -JduGewaDzRx 1z1qviWWTJkQ J0IrM_IuvcNi MtfilWikvUxc NUQCjD5q2Jz- R-rT8Pa9nOza bjmrb7WveSH8`,
  "cvmfs_helper_funcs.sh": `
    DGhHrguOPBE8 TZJ4kvO6OCoB X9Dc2UjdRwqd hhrzMrrfBRlf l-hF0-Pfv-zq pnrQoOq_VFdk vjcp04cBQkvP`,
  "cvmfs_setup.sh": `
    1j74WaIrI-fG Ag-LLnzQLSOx Ld1qu1ks4gfB NGl1od-W3h8k VHDj9AtRkHbD WAjV9xtB8kDL g9RiyVdH1RQm jC-aKadIkCT4
    rDGIq8s3tzod rwyIhrUWOWGM ywN8ID0qC_dk`,
  "cvmfs_umount.sh": `
    2fEtXzBpdFI3 8Z4WwvR9VLD4 8eLjw5UKJbGO 9T4L3DP7miJ2 9meK3DKev-_r gDkH1taATF_W r7ix1C5LtTh1 yhAZVuRELSwx`,
  "cvmfsexec_platform_select.sh": `
    4uh8lJGlpTPE XQljn9XewVAJ giVJPXBdI0J4 tO5fUjRYAa6a vWMdCpQE4LE6`,
  "default_singularity_wrapper.sh": `
    1g0l_YBBQOZH 3GRMeEMqRzYo 7E3D-iQ4w_eg AiN-OJWDWqdN BBWSpllwKzfy CR5j5Ikg3Sdy FQoZnnKz8qsa GjNL90cJX-uO
    IeN9OaH82nr8 JB_WZwAjj9Sr KeFMyHsjCdVJ L5QygW8ZMnLC OV2oHidRS4D_ U3RrmCerE2WR XNNn0ai4-G87 _urc7lJb0MKR
    a1xVJUoy00Ch bKO4oYPgoe2h moSckffQCbZ_ oX209E1kJzzT ps4ibar6rTLu vN91Brh4rVQx vQXaVivLSRaw`,
  "error_augment.sh": `
    FrGHKdhC0fXU HD3tqbAO8DvL I4B1sqpUHNQQ OkLift4VOmZX tKFSMwqh8NNv ytXFNHc83oNp`,
  "error_gen.sh": `
    4jcgxeXBczTb Jf0qsMnpboPd N8o4SxQHIfeR fah4MwkhDpKK kMsgXkyEsGiL wTHbDnWQwQrh`,
  "gconfig.py": `
    9OFVK3uZWpSz E-mvJOFv-G-k aSLzJHgEVdR3 kUvOtSTvCQw0 nx61wEBcouvo o3QTCEPs4HBj oGCGaEcI7gFp`,
  "glexec_setup.sh": `
    3iSrcD5vATAJ WcEm6bESqlBh ivgCaJKOS-fN`,
  "glidein_cpus_setup.sh": `
    3g_JRxVadIsK 455K9UShS5kM 5XsufAmkTdN5 V2Qdtpp79dBF eNHYFGnP42yr mMJYup4L05qd q6oc0I4SMHgR tpyy5jsbo8Ie
    wwIgq8jJZTCR`,
  "glidein_lib.sh": `
    vIEXsVQz0iqt w0lOQpVU_o0D`,
  "glidein_memory_setup.sh": `
    0kN-bBqplWhy 6rsLWJ51lSiH JOdubz0HrQXh KU0iTTwMILZh b8QXssx-8L-t bELAALiwIces k6NqeYvP9F9B ur70tgYVXz7t`,
  "glidein_sitewms_setup.sh": `
    6lUyae6bNYSF MUnVeB_S4vME T4U3bP6WJ1E7 s24qC4pSh8Yu w6w55WUfFCXl yd_wb5Q_HUAA`,
  "gwms-python": `
    8rG-Z0SYxwKd 9WJXIWtdXnMm 9Ztspdvngk3H DsWFH-8GiWgr LWjkG6quEQa_ YXrCzmiolCt0 rHLAFMV7wqkk`,
  "htchirp.tar.gz": `
    n0MWszUfFDLF y6petsKzrfNu`,
  "java_setup.sh": `
    FYTbXpuqhCxw IT4Q3PaoOeaw LIvR2nWaSQ2O Y2qqw_Uyj11r n9O5N36RvHdv`,
  "mjf_setparams.sh": `
    -4KO6QjkSdVB 5YoHN5XX2EBd 6vi3A4S2k-2X`,
  "parse_starterlog.awk": `
    AGr5js9xlGJ3 RG45DpB-TmpB WEPzkHi1-1C3 zN7GhgdDJ1uj`,
  "script_wrapper.sh": `
    3dQ2Co96Qf2w 76n-15j4eHjx Zmzz5xP9fyDT _rtLcwEK5vNH eVNJdHhQev7Q gqSIwJQZl12d jWWdLjjp7MOo jYKRGApjanwn
    n8u6RV8pfLpB toWHjUas78sp ujWMeK699pLe wv8pVE3darnI`,
  "setup_network.sh": `
    -WjBdycUHTrw 1NjCYnX5Lf4C 6dZzdc6ThCVt FT_uc3cRAAoT QIDFBYMW5lmS f43TP_GcV1B-`,
  "setup_prejob.sh": `
    6nOjK_PyvWMz UL-iox0EI354 hucM9TXGZIRV rUNwug0dvGPf`,
  "setup_script.sh": `
    0Fa5zsWxzKkL 59QoNYxdT0To L4X-PhUtGHNQ Y1-kUQRzX_Px a6sQDBH1cBgY`,
  "setup_x509.sh": `
    5wig5ZE-HLwi 92tFgdF-2mYf 98kaDGRSYg_O Dmk4RBwaNo0j E3oyn5Uhlv5b GHgBGZaJYAzN Gqv1Y5YNPydB HMvJtoHI8J9e
    HsgDharQvnQS I3BqyU4B0tHz MLappUqNRm76 NagDCbPLMAtX TgIfu5crXubm VMp4nt3QtGbF VyLq42Zt5thj b5wKtr-AuhlW
    pi8LaA5gM5pT rXF1hiqms5EU wpdLe9Q8iw-Z y_OyvBHZyjuC`,
  "singularity_lib.sh": `
    -YRsZxhyH2Wo 1Bzput9-c7tt 2JkuOdxvSO86 5FH9F52_DS5- 6AeoyXRiaOim 7ipQpzOFsyMZ 8FNsu8j1jLcv 8_S3mk9Dp4lC
    8wu6vATWkmDd 9uZO-pHd7c4Y BHfqNXrb0Rf5 BYQ2h8HicsMA DRvQKIbpv_ya EZcQc5twkQXb Esp1Orrq3PLw EtJ9GQmHZlSG
    EwiYUSvNlcwi F0KTSAEhVgUD J5j1I6KZPs8N KymWfrrLHSCg L5UEFKk8zNgp Nhs7bA6NdsMN Pc0sVQhjp0l7 QL-QqvNT96fW
    QLYPMH6ngQ0D RdtMjg7Qt2h_ UF8QaHPu97Wx YPCeEImSz5qd _-yarOtHlmJ7 a7hZwBM-SYYl biGPzVui-Tht c8vmbq5eV7xI
    d1IODA_vvx3i d443Wk1E0dl- fkmlAlweiP6P h66SiBbbL4JW mWcbLzOyy-Kb nhWI9unxUIV5 pKU-Y7dmIl9c pwqxhjlEweoE
    qRPpeGThqngh qmEJbnUxvZoj sUOi7f9zR2p1 u9KRKF1ts490 uXQ4E0qgvHaY v9Xd4wLYFxyf xk5_XCxapp3k`,
  "singularity_setup.sh": `
    0vjqMMp9daqA 1E1II9QCkz-k 2XSYyW6Io_LC 5uZtjTkQu0Jk 6NH22EuolnBt ALs_T3vUJd2q AqoVCrtTQxKv IZtWRIntszMs
    JLmsFq4YVRt8 WWjCJbdz2PZp YALO38SJXpnm ZYuw9isjdiuh ZdJIwqFJ5_5k bfhv8_1yt_Ie fCXS9vdsnW7q fsO-DxFHRpuS
    iPQwZYpM0wnF ilnyomWZx0eD pjAbulMjm1XN rJv6wAA1dcd_ suQ_wue1cXdN uNEKxowirHdr vBIzcGtUmHks wEhn4DFuImog
    zICybTEYW0DY`,
  "singularity_wrapper.sh": `
    BRWDID14Gy8y DKGQ8Hx2iSAm Q_kxdVWuq9Nq SMkdHizxU976 aUQUK2E5DpEp nrr2by_XySMv zFhpMKrsoYXG`,
  "smart_partitionable.sh": `
    30v4fndDU77w 6809gDJbvCJn DrJYRiicAylH Gfd6KjNTa_Be I_Cg3A9N9JFW UAPjyvVZ1_Cv lAm3b_hebNk6 xBGgSnixWWYV`,
  "token_setup.sh": "kfD1F291Xiji",
  "validate_node.sh": `
    6L0f2EK9UIeP Bkl5VrBIq7sE CpO7Hgg32bOy jhssWWiHF3ba p2hAC1vChJTu wIo16D86uu5d`,
};
