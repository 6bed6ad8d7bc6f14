# Recipes for work on the project: `make` lists them. All but setup expect that it ran once.
.DEFAULT_GOAL := help
.PHONY: help setup test test-fast test-whole fuzz soak lint spelling types docs golden bench studio hooks licences sbom
SOAK := 600
FAST := tests/film/encode tests/film/frames tests/film/inputs tests/film/system tests/scenes/mobjects

help: ## list the recipes
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

setup: ## install libraries, packages and the model's weights
	./setup.sh

test: ## run every test
	./setup.sh pytest

test-fast: ## run the tests that fit two minutes: formats, frames, inputs, files, mobjects
	./setup.sh pytest $(FAST)

test-whole: ## run what takes a minute a test: whole trainings, and bundles of long computations for more inputs
	./setup.sh pytest -m whole

fuzz: ## give each reader of files thousands of odd ones, others each time: minutes
	env FUZZ=3000 ./setup.sh pytest tests/fuzz

soak: ## random stills, kills, full disks, clocks set back, changes in the studio: ten minutes each, or SOAK=3600 seconds
	./setup.sh python -m benchmarks.soak.run_soak --seconds $(SOAK)

lint: spelling ## check style, format and spelling
	./setup.sh ruff check
	./setup.sh ruff format --check

spelling: ## check the spelling of code and documents; that of captions is a test
	./setup.sh ruff --version
	.venv/bin/codespell

types: ## check types
	./setup.sh mypy

docs: ## write the scenes' pages, the pictures of the documents and that of the rooms anew
	./setup.sh python render.py docs

golden: ## write the golden frames anew: look at each of them
	./setup.sh pytest tests/scenes/test_scenes.py --update-golden

bench: ## measure drawing, encoding and the model: take an idle machine
	./setup.sh python -m benchmarks

studio: ## open the studio in the browser
	./setup.sh python render.py studio

hooks: ## check style, types and spelling before each commit, by pre-commit
	.venv/bin/python -m pip install --quiet pre-commit
	.venv/bin/pre-commit install

# Their tools have an environment of their own: in .venv they would be listed, too.
licences: ## list the licences of all that is installed in .venv
	.venv/bin/python -m venv build/tools
	.venv/bin/python -m pip --python build/tools/bin/python install --quiet pip-licenses
	build/tools/bin/pip-licenses --python .venv/bin/python

sbom: ## list all that is installed in .venv as a bill of materials (CycloneDX): build/sbom.json
	.venv/bin/python -m venv build/tools
	.venv/bin/python -m pip --python build/tools/bin/python install --quiet cyclonedx-bom
	build/tools/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible -o build/sbom.json .venv/bin/python
