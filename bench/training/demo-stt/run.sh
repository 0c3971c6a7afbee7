#!/bin/sh
# The whole recipe: word lists, corpus, training, ONNX, evaluation. See README.md.
# usage: run.sh WORK_DIR [MINUTES_OF_TRAINING, default 40] [HOURS_OF_SPEECH_PER_CORE, default 30]
# PY      python with numpy, scipy, onnx and torch           (default python3)
# PYTRAIN python with the newest torch there is, for training (default $PY)
# WORK_DIR needs about 45 MB for an hour of speech; a RAM disk is best.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$here/../../.." && pwd)
work=$(mkdir -p "$1" && cd "$1" && pwd) minutes=${2:-40} hours=${3:-30}
PY=${PY:-python3} PYTRAIN=${PYTRAIN:-$PY}
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE=1
mkdir -p "$work/node" "$work/corpus" "$work/model"
( cd "$work/node" && [ -d node_modules/@faker-js/faker ] || npm install --no-save --prefix "$work/node" @faker-js/faker@10 )
( cd "$work/node" && node "$here/word-lists.mjs" "$work/words.json" )
export WORDS="$work/words.json"
nice -n 5 "$PY" "$here/generate.py" "$work/corpus" 1 "$hours" & one=$!
nice -n 5 "$PY" "$here/generate.py" "$work/corpus" 2 "$hours" & two=$!
wait "$one"; wait "$two"
"$PY" "$here/make_eval.py" "$work/eval"
nice -n 5 "$PYTRAIN" "$here/train.py" "$work/corpus" "$work/model" "$minutes" "$work/eval"
"$PY" "$here/export.py" "$work/model/last.pt" "$work/model"
cd "$project" && npm exec -- node "$here/evaluate.ts" "$work/model" --set "$work/eval"
