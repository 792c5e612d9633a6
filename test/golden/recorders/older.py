"""What torch 1.13 lacks, or does otherwise than 2.13: patterns of ids, by file. Found by running record.py --check with
torch 1.13.1, which is what Debian 12 has."""
from fnmatch import fnmatch

import torch

OTHERWISE = {
    "schedules": [
        "cyclic_adam_beta1",  # takes momentum, not beta1
        "seq_ms0_lin", "nest_seq_*",  # a composition's first rates
        "seq_cos_swalr", "seq_exp_swalr_linear",  # SWALR behind another schedule
    ],
    "compositions": ["*-sequence-*"],
    "schedule_errors": [
        "e_cawr_eta_str", "e_swalr_anneal", "e_swalr_len", "e_seq_none", "e_seq_plateau", "e_chain_none", "e_nest_*",
    ],
    "optimizers": ["nadam_*", "radam_decoupled", "radam_max", "adafactor_*"],
    "optimizer_shapes": ["adafactor*", "muon*", "nadam*", "radam_options", "adam_decoupled"],
    "optimizer_errors": ["e_adafactor_*"],
    "optimizers2": ["*"],  # Muon
    "training": ["mlp_silu_nadam", "b_adafactor_reg", "b_cyclic_adam_beta1", "b_layernorm_pre"],
    "training2": ["rmsnorm_*", "ema_*", "muon_*"],
    "averaging": ["swa_update_bn", "swa_copybuffers", "swa_frozen_update_bn", "ema_*"],
}

IS_OLDER = int(torch.__version__.split(".")[0]) < 2


def is_there(name, case):
    """Whether this torch can be asked for a case of a file."""
    return not (IS_OLDER and any(fnmatch(case, pattern) for pattern in OTHERWISE.get(name, [])))
